using System.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class EngineIoHandshakeTests
{
    [Fact]
    public void TryParse_Reference_HasAllFields()
    {
        byte[] raw = Vector.Get("e4p-open").Raw;
        Assert.True(EngineIoHandshake.TryParse(raw.AsMemory(1), out EngineIoHandshake? handshake));
        Assert.Equal("lv_VI97HAXpY6yYWAAAC", handshake!.Sid);
        Assert.Equal(["websocket"], handshake.Upgrades);
        Assert.Equal(25000, handshake.PingIntervalMillis);
        Assert.Equal(20000, handshake.PingTimeoutMillis);
        Assert.Equal(1000000, handshake.MaxPayload);
    }

    [Theory]
    [InlineData("{\"sid\":\"x\"}", "x", 0, null)]
    [InlineData("{\"sid\":\"a\\u0062\",\"pingInterval\":1e3,\"upgrades\":[],\"x\":{\"sid\":\"no\"}}", "ab", 1000, null)]
    [InlineData(
        "{\"maxPayload\":1,\"sid\":\"x\",\"pingInterval\":99999999999,\"upgrades\":[1,[\"y\"]]}",
        "x",
        int.MaxValue,
        1L
    )]
    [InlineData("{\"sid\":\"x\",\"pingInterval\":-5,\"maxPayload\":\"1\"}", "x", 0, null)]
    public void TryParse_Unusual_TakesWhatIsThere(string json, string sid, int interval, long? maxPayload)
    {
        Assert.True(EngineIoHandshake.TryParse(Encoding.UTF8.GetBytes(json), out EngineIoHandshake? handshake));
        Assert.Equal((sid, interval, maxPayload), (handshake!.Sid, handshake.PingIntervalMillis, handshake.MaxPayload));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"sid\":1}")]
    [InlineData("{\"sid\":\"\"}")]
    [InlineData("[\"sid\"]")]
    [InlineData("{\"sid\":\"x\"")]
    [InlineData("{\"sid\":\"x\"}}")]
    public void TryParse_NoHandshake_IsFalse(string json) =>
        Assert.False(EngineIoHandshake.TryParse(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void TryParse_CutAnywhere_IsFalse()
    {
        byte[] data = Vector.Get("e4p-open").Raw[1..];
        for (int cut = 0; cut < data.Length; cut++)
        {
            Assert.False(EngineIoHandshake.TryParse(data.AsMemory(0, cut), out _));
        }
    }
}

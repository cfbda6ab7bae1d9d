using System.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class PollingPayloadTests
{
    [Theory]
    [InlineData("1:2", EngineIoVersion.V3)]
    [InlineData("0:", EngineIoVersion.V3)]
    [InlineData("2:40", EngineIoVersion.V3)]
    [InlineData(" 5:4hell", EngineIoVersion.V3)]
    [InlineData("0x5:4hell", EngineIoVersion.V3)]
    [InlineData("96:0{\"sid\":\"cut", EngineIoVersion.V3)] // cut off
    [InlineData("45:4cut", EngineIoVersion.V4)] // a message "5:4cut"
    [InlineData("410:30", EngineIoVersion.V4)] // a message "10:30"
    [InlineData("42[\"a:1\"]", EngineIoVersion.V4)]
    [InlineData("0{\"sid\":\"x\"}", EngineIoVersion.V4)]
    [InlineData("2", EngineIoVersion.V4)]
    [InlineData("bAQ==", EngineIoVersion.V4)]
    [InlineData("", null)]
    [InlineData("ok", null)]
    [InlineData("<html>", null)]
    [InlineData(":4a", null)]
    public void Detect_Text_TellsTheVersion(string body, EngineIoVersion? expected) =>
        Assert.Equal(expected, PollingPayload.Detect(Encoding.UTF8.GetBytes(body), isOctetStream: false));

    [Theory]
    [InlineData("0104ff04", EngineIoVersion.V3)]
    [InlineData("0001ff32", EngineIoVersion.V3)]
    [InlineData("3461", null)]
    [InlineData("01", null)]
    [InlineData("", null)]
    public void Detect_OctetStream_IsVersion3OrNeither(string hex, EngineIoVersion? expected) =>
        Assert.Equal(expected, PollingPayload.Detect(Convert.FromHexString(hex), isOctetStream: true));
}

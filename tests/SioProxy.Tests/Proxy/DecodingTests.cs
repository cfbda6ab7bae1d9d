using SioProxy.Protocol;
using SioProxy.Proxy.CommandLine;
using SioProxy.Sessions;

namespace SioProxy.Tests.Proxy;

public sealed class DecodingTests
{
    [Fact]
    public void Messages_TextThatIsNoUtf8_KeepsItsBytes()
    {
        var row = (CapturedPacket)Assert.Single(Decode([(byte)'4', 0xFF, 0xFE, (byte)'\n']));
        Assert.Equal([(byte)'4', 0xFF, 0xFE], row.Raw.ToArray());
        Assert.Equal(3, row.Size);
    }

    [Fact]
    public void Messages_LinesOfAllKinds_AreAMessageEach()
    {
        byte[] input = [.. "42[\"a\"]\r\n\nhex:04 \n"u8, .. "base64:BAE=\n42[\"\u00e9\"]"u8];
        List<CapturedRow> rows = Decode(input);
        Assert.Equal([1L, 2L, 3L, 4L], rows.Select(row => row.Id));
        Assert.Equal([7, 1, 2, 8], rows.Cast<CapturedPacket>().Select(row => row.Raw.Length));
    }

    private static List<CapturedRow> Decode(byte[] input) =>
        new Decoding(version: 4, Direction.ServerToClient).Messages(input);
}

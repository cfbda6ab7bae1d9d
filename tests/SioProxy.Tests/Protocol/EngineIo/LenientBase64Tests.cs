using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class LenientBase64Tests
{
    // What Node 20's Buffer.from(text, "base64") made of each.
    [Theory]
    [InlineData("", "")]
    [InlineData("AQ==", "01")]
    [InlineData("AQ=", "01")]
    [InlineData("AQ", "01")]
    [InlineData("A", "")]
    [InlineData("AQI", "0102")]
    [InlineData("AQIDB", "010203")]
    [InlineData("AQ==AQ==", "01")]
    [InlineData("AQIDBA==AQIDBA==", "01020304")]
    [InlineData("AQI=D", "0102")]
    [InlineData("=AQID", "")]
    [InlineData("====", "")]
    [InlineData("A=Q=I=D=", "")]
    [InlineData("QUI===", "4142")]
    [InlineData("QUJDRA===", "41424344")]
    [InlineData("QR==", "41")]
    [InlineData("AQ ID\nBA", "01020304")]
    [InlineData("AQ*ID", "010203")]
    [InlineData("QUJD\0QUJD", "414243414243")]
    [InlineData("-_-_", "fbffbf")]
    [InlineData("+/+/", "fbffbf")]
    public void Decode_Text_IsWhatNodeMakesOfIt(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(LenientBase64.Decode(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame() =>
        Gen
            .Byte.Array[0, 100]
            .Sample(
                bytes =>
                {
                    var output = new ArrayBufferWriter<byte>();
                    LenientBase64.Encode(bytes, output);
                    byte[] unpadded = output.WrittenSpan.TrimEnd((byte)'=').ToArray();
                    return LenientBase64.Decode(output.WrittenSpan).AsSpan().SequenceEqual(bytes)
                        && LenientBase64.Decode(unpadded).AsSpan().SequenceEqual(bytes);
                },
                iter: 2000
            );

    [Fact]
    public void Decode_RandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 100].Sample(bytes => LenientBase64.Decode(bytes).Length <= bytes.Length, iter: 2000);
}

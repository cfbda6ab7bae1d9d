using System.Buffers;
using System.IO.Compression;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.Http;
using SioProxy.Tests.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.Http;

public sealed class ContentDecoderTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 400).Select(i => $"42[\"chat\",{{\"id\":{i * 7919 % 1009}}}]\u001e"))
    );

    private static readonly string[] Headers = ["gzip", "deflate", "br", "br, gzip"];

    public static TheoryData<string> Codings => ["gzip", "x-gzip", "deflate", "bare", "br"];

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData(" Identity , ")]
    public void Decode_NoCoding_CopiesTheBody(string? header)
    {
        Assert.Equal((OperationStatus.Done, "Hello"), Show(Decode(header, "Hello"u8.ToArray())));
        Assert.Equal((OperationStatus.Done, "Hello"), Show(Decode(header, "Hello"u8.ToArray(), max: 5)));
        Assert.Equal((OperationStatus.DestinationTooSmall, "Hell"), Show(Decode(header, "Hello"u8.ToArray(), max: 4)));
    }

    // RFC 1952: "Hello" as made by `printf Hello | gzip -n`.
    [Theory]
    [InlineData("gzip", "1F8B0800000000000003F348CDC9C907008289D1F705000000")]
    [InlineData("GZIP", "1F8B0800000000000003F348CDC9C907008289D1F705000000")]
    [InlineData("deflate", "789CF348CDC9C90700058C01F5")] // python3: zlib.compress(b"Hello")
    [InlineData("deflate", "F348CDC9C90700")] // RFC 7692, 7.2.3.1 with the final bit
    [InlineData("br", "0B028048656C6C6F03")] // node: zlib.brotliCompressSync("Hello")
    public void Decode_KnownBytes_YieldsHello(string header, string hex) =>
        Assert.Equal((OperationStatus.Done, "Hello"), Show(Decode(header, Convert.FromHexString(hex))));

    [Theory, MemberData(nameof(Codings))]
    public void Decode_Capped_KeepsTheBeginning(string coding)
    {
        byte[] body = Encode(coding, Text);
        (OperationStatus status, byte[] output, DecodeFault? fault) = Decode(coding, body, Text.Length);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(Text, output);
        Assert.Null(fault);

        (status, output, fault) = Decode(coding, body, Text.Length - 1);
        Assert.Equal(OperationStatus.DestinationTooSmall, status);
        Assert.Equal(Text[..^1], output);
        Assert.Null(fault);

        Assert.Equal(OperationStatus.DestinationTooSmall, Decode(coding, body, 0).Status);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Decode_Bomb_StopsAtTheCap(string coding)
    {
        byte[] bomb = Encode(coding, new byte[64 * 1024 * 1024]);
        Assert.True(bomb.Length < 100_000);
        (OperationStatus status, byte[] output, _) = Decode(coding, bomb, 1_000_000);
        Assert.Equal(OperationStatus.DestinationTooSmall, status);
        Assert.Equal(1_000_000, output.Length);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Decode_CutOffAnywhere_KeepsWhatItCan(string coding)
    {
        byte[] body = Encode(coding, Text);
        for (int length = 1; length < body.Length; length++)
        {
            (OperationStatus status, byte[] output, DecodeFault? fault) = Decode(coding, body[..length]);
            Assert.Equal(OperationStatus.InvalidData, status);
            Assert.Equal(FaultCode.ContentEncoding, fault!.Code);
            Assert.True(Text.AsSpan().StartsWith(output));
        }
        Assert.Equal(Text, Decode(coding, body[..^1]).Output);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Decode_CorruptedInTheMiddle_KeepsTheBeginning(string coding)
    {
        byte[] plain = new byte[200_000];
        new Random(5).NextBytes(plain);
        byte[] body = Encode(coding, plain); // stored blocks, nearly: a broken byte there shows in the checksum alone
        (OperationStatus status, byte[] output, _) = Decode(
            coding,
            [.. body.AsSpan(0, 150_000), .. "\xFF\xFF\xFF\xFF"u8]
        );
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.InRange(output.Length, coding is "br" ? 16_384 : 140_000, 150_100); // brotli holds a block back
        int sound = Math.Min(output.Length, 140_000);
        Assert.Equal(plain[..sound], output[..sound]);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Decode_NoSuchBytes_IsInvalid(string coding)
    {
        (OperationStatus status, byte[] output, DecodeFault? fault) = Decode(
            coding,
            "{\"code\":1,\"message\":\"x\"}"u8.ToArray()
        );
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.InRange(output.Length, 0, 100);
        Assert.NotNull(fault);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Decode_EmptyBody_IsDone(string coding) =>
        Assert.Equal((OperationStatus.Done, ""), Show(Decode(coding, [])));

    [Theory, MemberData(nameof(Codings))]
    public void Decode_EmptyPlainText_IsDone(string coding) =>
        Assert.Equal((OperationStatus.Done, ""), Show(Decode(coding, Encode(coding, []))));

    [Fact]
    public void Decode_WrongChecksum_IsInvalid()
    {
        byte[] body = Encode("gzip", Text);
        body[^5] ^= 1; // of the CRC
        (OperationStatus status, byte[] output, _) = Decode("gzip", body);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(Text, output);
    }

    [Fact]
    public void Decode_SeveralGzipMembers_AreJoined()
    {
        byte[] body =
        [
            .. Encode("gzip", "Hel"u8.ToArray()),
            .. Encode("gzip", []),
            .. Encode("gzip", "lo"u8.ToArray()),
        ];
        Assert.Equal((OperationStatus.Done, "Hello"), Show(Decode("gzip", body)));
        Assert.Equal((OperationStatus.InvalidData, "Hello"), Show(Decode("gzip", body[..^1])));
    }

    [Fact]
    public void Decode_BytesBehindAGzipMember_AreAFault() =>
        Assert.Equal(
            (OperationStatus.InvalidData, "Hello"),
            Show(Decode("gzip", [.. Encode("gzip", "Hello"u8.ToArray()), 0, 1, 2, 3, 4, 5, 6, 7, 8]))
        );

    [Fact]
    public void Decode_StackedCodings_AreUndoneFromTheLast()
    {
        byte[] body = Encode("br", Encode("gzip", Encode("deflate", Text)));
        Assert.Equal(Text, Decode("deflate, gzip,br", body).Output);
        Assert.Equal(OperationStatus.InvalidData, Decode("gzip, br, deflate", body).Status);
    }

    [Fact]
    public void Decode_StackedBomb_IsCappedAtEachStep()
    {
        byte[] inner = Encode("gzip", new byte[256 * 1024 * 1024]);
        byte[] body = Encode("br", inner);
        (OperationStatus status, byte[] output, _) = Decode("gzip, br", body, max: 10_000);
        Assert.Equal(OperationStatus.DestinationTooSmall, status);
        Assert.Equal(10_000, output.Length);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, zstd")]
    [InlineData("gzip;q=1")]
    [InlineData("gzip,gzip,gzip,gzip,gzip")]
    public void Decode_UnknownOrTooManyCodings_DecodesNothing(string header)
    {
        (OperationStatus status, byte[] output, DecodeFault? fault) = Decode(header, Encode("gzip", Text));
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Empty(output);
        Assert.Equal(FaultCode.ContentEncoding, fault!.Code);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Decode_BodyInPieces_DecodesTheSame(string coding)
    {
        byte[] body = Encode(coding, Text);
        var output = new ArrayBufferWriter<byte>();
        ReadOnlySequence<byte> pieces = WebSocketTranscript.Chain(WebSocketTranscript.ByteByByte(body));
        Assert.Equal(OperationStatus.Done, ContentDecoder.Decode(Header(coding), pieces, Text.Length, output, out _));
        Assert.Equal(Text, output.WrittenSpan);
    }

    [Fact]
    public void Decode_RandomBytes_NeverThrowsAndStaysWithinTheCap() =>
        Gen.Select(Gen.Int[0, 3].Select(i => Headers[i]), Gen.Byte.Array[0, 200], Gen.Int[0, 3])
            .Sample(
                (header, bytes, start) =>
                {
                    byte[] prefix = start switch
                    {
                        1 => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3],
                        2 => [0x78, 0x9C],
                        _ => [],
                    };
                    (_, byte[] output, _) = Decode(header, [.. prefix, .. bytes], 1000);
                    Assert.InRange(output.Length, 0, 1000);
                },
                iter: 2000,
                threads: 1
            );

    private static (OperationStatus Status, byte[] Output, DecodeFault? Fault) Decode(
        string? coding,
        byte[] body,
        int max = 1 << 24
    )
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = ContentDecoder.Decode(
            Header(coding),
            new ReadOnlySequence<byte>(body),
            max,
            output,
            out DecodeFault? fault
        );
        Assert.Equal(status == OperationStatus.InvalidData, fault is not null);
        return (status, output.WrittenSpan.ToArray(), fault);
    }

    private static (OperationStatus, string) Show((OperationStatus Status, byte[] Output, DecodeFault? Fault) result) =>
        (result.Status, Encoding.UTF8.GetString(result.Output));

    // "bare": deflate without the zlib wrapping that the standard asks for, as some servers send it.
    private static string? Header(string? coding) => coding is "bare" ? "deflate" : coding;

    private static byte[] Encode(string coding, byte[] plain)
    {
        var output = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" or "x-gzip" => new GZipStream(output, CompressionLevel.Optimal),
                "deflate" => new ZLibStream(output, CompressionLevel.Optimal),
                "bare" => new DeflateStream(output, CompressionLevel.Optimal),
                _ => new BrotliStream(output, CompressionLevel.Fastest),
            }
        )
        {
            stream.Write(plain);
        }
        return output.ToArray();
    }
}

using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class RedactorTests
{
    private const string Open =
        """0{"sid":"S1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static Redactor With(params string[] rules)
    {
        Assert.True(RedactionRules.Default.TryWithLines(rules, out RedactionRules? all, out string? error), error);
        return new Redactor(all, Key);
    }

    private static CapturedPacket LastPacket(WireScript wire, Redactor redactor) =>
        wire.Play(options: new TrackerOptions { Redactor = redactor }).OfType<CapturedPacket>().Last();

    private static WireScript Session(string eio = "4")
    {
        var wire = new WireScript();
        long ws = wire.WebSocket($"/socket.io/?EIO={eio}&transport=websocket");
        return wire.Server(ws, Open).Server(ws, eio == "4" ? "40{\"sid\":\"n\"}" : "40");
    }

    // <> stands for the masked value.
    [Theory]
    [InlineData("42[\"a\",{\"token\":\"S\"}]", "42[\"a\",{\"token\":<>}]", "args[0].token")]
    [InlineData("42[\"a\",{\"ToKeN\" : 12345 ,\"x\":1}]", "42[\"a\",{\"ToKeN\" : <> ,\"x\":1}]", "args[0].ToKeN")]
    [InlineData(
        "42[\"a\",1,[{\"b\":{\"jwt\":{\"deep\":[1]}}}]]",
        "42[\"a\",1,[{\"b\":{\"jwt\":<>}}]]",
        "args[1][0].b.jwt"
    )]
    [InlineData("42[\"a\",{\"tok\\u0065n\":\"S\"}]", "42[\"a\",{\"tok\\u0065n\":<>}]", "args[0].token")]
    [InlineData(
        "42[\"a\",{\"secret\":\"S\",\"secret\":\"T\"}]",
        "42[\"a\",{\"secret\":<>,\"secret\":<>}]",
        "args[0].secret args[0].secret"
    )]
    [InlineData("42[\"a\",{\"mytoken\":\"S\",\"token\":null}]", "42[\"a\",{\"mytoken\":\"S\",\"token\":null}]", "")]
    [InlineData("42[\"token\",\"S\"]", "42[\"token\",\"S\"]", "")]
    [InlineData("437[{\"api_key\":\"S\"}]", "437[{\"api_key\":<>}]", "args[0].api_key")]
    [InlineData(
        "40{\"token\":\"S\",\"u\":{\"password\":\"P\"}}",
        "40{\"token\":<>,\"u\":{\"password\":<>}}",
        "data.token data.u.password"
    )]
    [InlineData("42[\"a\",{\"token\":\"S", "42[\"a\",{\"token\":\"<*>", "raw")]
    [InlineData("42[\"a\",{token: S, x: 1}", "42[\"a\",{token: <*>, x: 1}", "raw")]
    [InlineData("42[\"a\",{\"t\\u006fken\":\"S\"", "42[\"a\",{\"t\\u006fken\":\"<*>\"", "raw")]
    [InlineData("42[\"pin\",{\"code\":\"1\"}]", "42[\"pin\",{\"code\":<>}]", "args[0].code")]
    [InlineData("42[\"pins\",{\"code\":\"1\"}]", "42[\"pins\",{\"code\":\"1\"}]", "")]
    [InlineData("40{\"u\":{\"pin\":7}}", "40{\"u\":{\"pin\":<>}}", "data.u.pin")]
    public void Redact_TextPackets_MasksInPlace(string sent, string kept, string paths)
    {
        WireScript wire = Session();
        wire.Client(1, sent);
        CapturedPacket packet = LastPacket(wire, With("event:pin:$[*].code", "auth:$..pin"));
        string raw = Replace(
            Encoding.UTF8.GetString(packet.Raw.Span),
            "(?<=[:\\s])\"\\[redacted:[0-9a-f]{8}\\]\"(?=[ ,}])",
            "<>"
        );
        raw = Replace(raw, "\\[redacted:[0-9a-f]{8}\\]", "<*>");
        Assert.Equal((kept, paths), (raw, string.Join(' ', packet.Redacted)));
        Assert.Equal(sent.Length, packet.Size);
    }

    [Fact]
    public void Redact_APacketThatFits_IsNotCutBecauseItsMaskIsLonger()
    {
        const string Sent = "42[\"a\",{\"token\":\"S\"}]";
        WireScript wire = Session();
        wire.Client(1, Sent);
        var options = new TrackerOptions { Redactor = With(), MaxPacket = Sent.Length };

        CapturedPacket packet = wire.Play(options: options).OfType<CapturedPacket>().Last();

        Assert.False(packet.Truncated);
        Assert.EndsWith("\"}]", Encoding.UTF8.GetString(packet.Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Redact_AuthRules_LeaveTheServersConnectAlone()
    {
        CapturedPacket packet = LastPacket(Session(), With("auth:$", "auth:$.sid"));
        Assert.Equal("40{\"sid\":\"n\"}", Encoding.UTF8.GetString(packet.Raw.Span));
        Assert.Empty(packet.Redacted);
    }

    // No header comes without a value: it stands for whatever the redactor does not foresee.
    [Fact]
    public void Redact_AConnectionThatItFailsOn_LeavesAGapAndAllElse()
    {
        var wire = new WireScript();
        long odd = wire.Request("GET", "/socket.io/?EIO=4&transport=polling", [new HttpHeader("Cookie", null!)]);
        wire.Answer(odd, WireScript.Utf8(Open));
        var tracker = new SessionTracker(new TrackerOptions { Redactor = With() });
        var entries = new List<CaptureEntry>();
        wire.PlayTo(tracker);
        tracker.Drain(entries);

        CapturedGap gap = Assert.Single(entries.OfType<CapturedGap>());
        Assert.Equal(odd, gap.Connection);
        Assert.Contains("could not be redacted", gap.Why, StringComparison.Ordinal);
        Assert.Single(entries.OfType<CapturedPacket>());
        entries.Clear();
        tracker.Drain(entries);
        Assert.Empty(entries); // not again
    }

    [Fact]
    public void Redact_EqualSecrets_GetEqualMasksWhereverTheyAre()
    {
        WireScript wire = Session();
        wire.Client(1, "42[\"a\",{\"token\":\"s3cr\\u0065t\"}]");
        CapturedPacket packet = LastPacket(wire, With());
        string mask = Regex
            .Match(
                Encoding.UTF8.GetString(packet.Raw.Span),
                "\\[redacted:.{8}\\]",
                RegexOptions.None,
                TimeSpan.FromSeconds(60)
            )
            .Value;
        ConnectionEntry entry = With()
            .Redact(
                new ConnectionEntry
                {
                    Id = 1,
                    OpenedAtMicros = 0,
                    Client = "",
                    Method = "GET",
                    Target = "/x?a=1&Token=s3cr%65t&b=2",
                    HttpVersion = "1.1",
                    RequestHeaders = [new("COOKIE", "s3cret"), new("Accept", "*/*")],
                    ResponseHeaders = [new("Location", "/y?jwt=s3cret")],
                }
            );
        Assert.Equal($"/x?a=1&Token={mask}&b=2", entry.Target);
        Assert.Equal([new("COOKIE", mask), new("Accept", "*/*")], entry.RequestHeaders);
        Assert.Equal([new("Location", $"/y?jwt={mask}")], entry.ResponseHeaders);
        Assert.DoesNotContain(
            mask,
            Encoding.UTF8.GetString(LastPacket(wire, new Redactor(RedactionRules.Default, new byte[32])).Raw.Span),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("42/chat{\"password\":\"s3cr3t\"}?token=not-yours,[\"hi\"]")]
    [InlineData("42/chat?a=1{\"password\":\"s3cr3t\"}&token=not-yours,[\"hi\"]")]
    [InlineData("42/chat?token=not-yours&a={\"password\":\"s3cr3t\"},[\"hi\"]")]
    public void Redact_HeaderThatSwallowedItsPayloadAndHasAQuery_KeepsNoneOfBoth(string text)
    {
        WireScript wire = Session("3");
        wire.Client(1, text);
        CapturedPacket packet = LastPacket(wire, With());
        string kept = $"{Encoding.UTF8.GetString(packet.Raw.Span)} {packet.Namespace} {packet.NamespaceQuery}";
        Assert.DoesNotContain("s3cr3t", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("not-yours", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void Redact_NamespaceQuery_IsMaskedInTextAndColumn()
    {
        WireScript wire = Session("3");
        wire.Client(1, "40/admin?token=abc&uid=7,");
        CapturedPacket packet = LastPacket(wire, With());
        Assert.Equal("/admin", packet.Namespace);
        Assert.Matches(@"^token=\[redacted:.{8}\]&uid=7$", packet.NamespaceQuery);
        Assert.Equal($"40/admin?{packet.NamespaceQuery},", Encoding.UTF8.GetString(packet.Raw.Span));
        Assert.Equal(["nsQuery.token"], packet.Redacted);
    }

    [Fact]
    public void Redact_SecretAttachment_IsMaskedToo()
    {
        WireScript wire = Session();
        wire.Client(
                1,
                "452-[\"a\",{\"x\":{\"_placeholder\":true,\"num\":0},\"token\":{\"_placeholder\":true,\"num\":1}}]"
            )
            .Client(1, [1, 2])
            .Client(1, "s3cret"u8.ToArray());
        CapturedPacket packet = LastPacket(wire, With());
        Assert.Equal([1, 2], packet.Attachments[0].ToArray());
        Assert.StartsWith("[redacted:", Encoding.UTF8.GetString(packet.Attachments[1].Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Redact_MessagePack_StaysAPacketWithoutTheSecret(bool isBase64)
    {
        byte[] packed = MessagePack(
            "[\"login\",{\"user\":\"ann\",\"token\":\"s3cret\",\"blob\":{\"_placeholder\":true,\"num\":0}}]",
            [
                [1, 2, 3],
            ]
        );
        WireScript wire = Session();
        _ = isBase64 ? wire.Client(1, "b" + Convert.ToBase64String(packed)) : wire.Client(1, packed);
        CapturedPacket packet = LastPacket(wire, With());
        Assert.Equal(["args[0].token"], packet.Redacted);
        EngineIo4Decoder.DecodeMessage(packet.Raw, packet.IsRawBinary, out EngineIoPacket engine, out _);
        Assert.Equal(
            OperationStatus.Done,
            MessagePackDecoder.Decode(engine.Data, SocketIoRevision.V5, out SocketIoPacket decoded, out _)
        );
        string payload = Encoding.UTF8.GetString(decoded.Payload!.Value.Span);
        Assert.Contains("\"user\":\"ann\"", payload, StringComparison.Ordinal);
        Assert.Contains("\"token\":\"[redacted:", payload, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], Assert.Single(packet.Attachments).ToArray());
    }

    [Fact]
    public void Redact_BrokenMessagePack_IsNotStored()
    {
        byte[] packed = MessagePack("[\"login\",{\"token\":\"s3cret\"}]", []);
        WireScript wire = Session();
        wire.Client(1, packed[..^3]);
        CapturedPacket packet = LastPacket(wire, With());
        Assert.True(packet.Raw.IsEmpty);
        Assert.Equal(packed.Length - 3, packet.Size);
        Assert.Matches(@"^raw \(\d+ bytes not stored: \[redacted:.{8}\]\)$", Assert.Single(packet.Redacted));
    }

    [Fact]
    public void Redact_RowOfACapture_BecomesAnotherRowWithItsIds()
    {
        WireScript wire = Session();
        wire.Client(1, "427[\"a\",{\"iban\":\"DE1\"}]");
        CapturedPacket packet = LastPacket(wire, With());
        packet.Id = 9;
        CapturedPacket redacted = Assert.IsType<CapturedPacket>(With("event:a:$..iban").Redact(packet));
        Assert.Equal((9, 7), (redacted.Id, redacted.AckId));
        Assert.Matches(
            "^427\\[\"a\",{\"iban\":\"\\[redacted:.{8}\\]\"}\\]$",
            Encoding.UTF8.GetString(redacted.Raw.Span)
        );
        Assert.Same(redacted, With("event:a:$..iban").Redact(redacted));
    }

    [Fact]
    public void Redact_PlainWebSocketText_IsScanned()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket("/feed");
        wire.Client(ws, "{\"op\":\"auth\",\"token\":\"s3cret\"}").Client(ws, "AUTH password=s3cret;x=1");
        List<CapturedMessage> messages =
        [
            .. wire.Play(options: new TrackerOptions { Redactor = With() }).OfType<CapturedMessage>(),
        ];
        Assert.Matches(
            "^{\"op\":\"auth\",\"token\":\"\\[redacted:.{8}\\]\"}$",
            Encoding.UTF8.GetString(messages[0].Data.Span)
        );
        Assert.Matches("^AUTH password=\\[redacted:.{8}\\];x=1$", Encoding.UTF8.GetString(messages[1].Data.Span));
    }

    private static string Replace(string text, string pattern, string by) =>
        Regex.Replace(text, pattern, by, RegexOptions.None, TimeSpan.FromSeconds(60));

    internal static byte[] MessagePack(string payload, byte[][] attachments)
    {
        var output = new ArrayBufferWriter<byte>();
        var packet = new SocketIoPacket
        {
            Type = SocketIoPacketType.Event,
            Parser = SocketIoParser.MessagePack,
            Namespace = "/"u8.ToArray(),
            Payload = Encoding.UTF8.GetBytes(payload),
            AttachmentCount = 0,
        };
        MessagePackEncoder.Encode(
            packet,
            SocketIoRevision.V5,
            [.. attachments.Select(a => (ReadOnlyMemory<byte>)a)],
            output
        );
        return output.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Writing;
using ZstdSharp;
using PathStep = SioProxy.Filtering.PathStep;

namespace SioProxy.Tests.Storage;

/// <summary>What the matcher matches, the sieve lets through: for texts and paths taken from the very rows.</summary>
public sealed class ContentSieveTests
{
    // Parts of JSON strings, as they stand in JSON.
    private static readonly Gen<string> AnyText = AnyOf(
        "room",
        "lobby",
        "Lobby2",
        "deadbeef",
        "n",
        "u0041",
        "0",
        "42",
        "binary",
        "$binary",
        "_placeholder",
        " ",
        "x-y_z.w@q",
        "\\u0041bc",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\\\u0042",
        "gr\u00fc\u00dfe",
        "\u6771\u4eac",
        "\ud83d\ude00",
        "\u212a",
        "\u017f",
        "{}",
        "[1,2]"
    )
        .Array[1, 5]
        .Select(string.Concat);

    private static readonly Gen<string> Value = Gen.OneOf(
        AnyText.Select(text => $"\"{text}\""),
        AnyOf("0", "42", "-1.5", "4.2e1", "true", "null", "[]", "{}"),
        Gen.Select(AnyText, AnyText)
            .Select((name, text) => $$"""{"{{name}}":"{{text}}","n":[1, 42,{"deep":"{{name}}"}]}"""),
        AnyText.Select(text => $"[\"{text}\",\n \"{text}\"]")
    );

    private static readonly Gen<CapturedRow> AnyRow = Gen.Frequency(
        (6, Gen.Select(Value, Value, Gen.Bool, AnyOf("/", "/admin")).Select(Event)),
        (2, Gen.Select(Value, AnyText).Select((value, name) => (CapturedRow)Binary(value, name))),
        (2, Value.Select(value => (CapturedRow)Packet($"431[{value}]", SocketIoPacketType.Ack))),
        (
            1,
            Value.Select(value =>
                (CapturedRow)Packet($"40/admin,{value}", SocketIoPacketType.Connect, query: "room=lobby%20Q")
            )
        ),
        (2, Gen.Select(Value, Gen.Bool).Select((value, isText) => (CapturedRow)MessagePack(value, isText))),
        (
            2,
            Gen.Select(
                    AnyOf("4", "42", "2", "3", "0", "6", "42/"),
                    AnyText,
                    Gen.String[Gen.Char["\u0001\"\\ nu0a"], 0, 3]
                )
                .Select((type, text, odd) => (CapturedRow)Packet(type + Bare(text) + odd, null))
        ),
        (
            2,
            Gen.Select(Value, AnyText, Gen.Bool)
                .Select((value, text, isText) => (CapturedRow)Message(isText ? text : value))
        ),
        (1, Gen.Select(Value, Gen.Int[0, 60]).Select(Truncated)),
        (
            1,
            AnyText.Select(text =>
                (CapturedRow)Packet("42[\"" + text + "\\q\\u00", SocketIoPacketType.Event, fault: "cut")
            )
        ),
        (1, AnyText.Select(text => (CapturedRow)Packet("", SocketIoPacketType.Event, name: Unescaped(text)))),
        (1, AnyText.Select(Other))
    );

    [Fact]
    public void MayMatch_OfARowThatMatches_IsTrue() =>
        Gen.Select(AnyRow, AnyRow, Gen.Int[0, 10_000], Gen.Int[1, 12], Gen.Int[0, 3])
            .Sample(
                (row, other, at, length, kind) =>
                {
                    foreach (Filter filter in FiltersFor(row, at, length, kind))
                    {
                        AssertLetThrough(filter, row);
                        AssertLetThrough(filter, other);
                    }
                },
                iter: 20_000
            );

    [Fact]
    public void Sift_OfABlock_MarksWhatMayMatch() =>
        Gen.Select(AnyRow.Array[1, 30], Gen.Int[0, 10_000], Gen.Int[1, 12], Gen.Int[0, 3])
            .Sample(
                (rows, at, length, kind) =>
                {
                    ScanBlock block = Block(rows);
                    foreach (Filter filter in FiltersFor(rows[at % rows.Length], at, length, kind))
                    {
                        if (ContentSieve.Of(filter.Root) is { } sieve)
                        {
                            bool[] marks = new bool[rows.Length];
                            sieve.Sift(block, marks);
                            Assert.Equal(rows.Select(row => sieve.MayMatch(Record(row))), marks);
                        }
                    }
                },
                iter: 2_000
            );

    [Theory]
    [InlineData("watermelon")]
    [InlineData("args[0].room=attic")]
    [InlineData("attic or kitchen")]
    [InlineData("chat args[*].id=42")]
    [InlineData("from:client args[0].name=J*rgen")]
    [InlineData("\u6771\u4eac")]
    public void Of_FiltersForText_KnowsWhatToLookFor(string text)
    {
        ContentSieve sieve = Assert.IsType<ContentSieve>(ContentSieve.Of(Reading.Parse(text).Root));
        Assert.False(
            sieve.MayMatch(
                Record(
                    SioProxy.Tests.Storage.Rows.Event(1, "tick", "{\"id\":\"nobody\",\"say\":\"a \\\"b\\\" \\n c\"}")
                )
            )
        );
    }

    [Theory]
    [InlineData("event:chat")]
    [InlineData("not watermelon")]
    [InlineData("watermelon or from:client")]
    [InlineData("args[0]=42")]
    [InlineData("args[0]=/abc/")]
    [InlineData("\"{\"")]
    public void Of_FiltersThatBytesCannotDecide_IsNothing(string text) =>
        Assert.Null(ContentSieve.Of(Reading.Parse(text).Root));

    // The sieve folds ASCII's letters only.
    [Fact]
    public void NoCharacterBeyondAscii_EqualsOneOfAsciiOrOneWithoutCases()
    {
        for (char c = '\u0080'; c < '\ud800'; c++)
        {
            string text = c.ToString();
            for (char letter = 'a'; letter <= 'z'; letter++)
            {
                Assert.False(string.Equals(text, letter.ToString(), StringComparison.OrdinalIgnoreCase), $"{(int)c:x}");
            }
            if (SafeText.LongestRun(text) is not null)
            {
                Assert.Equal((text, text), (text.ToUpperInvariant(), text.ToLowerInvariant()));
            }
        }
    }

    [Fact]
    public void IndexIn_AnyTextAndPlace_IsWhatOrdinalIgnoreCaseFinds() =>
        Gen.Select(Gen.String[Gen.Char["aAbBxX-_0"], 1, 5], Gen.String[Gen.Char["aAbBxX-_0\u00e9"], 0, 60])
            .Sample(
                (needle, text) =>
                {
                    int place = text.IndexOf(needle, StringComparison.OrdinalIgnoreCase);
                    int expected = place < 0 ? -1 : Encoding.UTF8.GetByteCount(text.AsSpan(0, place));
                    Assert.Equal(expected, new ContentNeedle(needle).IndexIn(Encoding.UTF8.GetBytes(text)));
                },
                iter: 20_000
            );

    private static void AssertLetThrough(Filter filter, CapturedRow row)
    {
        if (ContentSieve.Of(filter.Root) is not { } sieve || !new FilterMatcher(filter).Matches(row))
        {
            return;
        }
        bool isNamed =
            row is CapturedPacket { EventName: { } name }
            && sieve.Texts.Any(text => name.Contains(text, StringComparison.OrdinalIgnoreCase));
        Assert.True(isNamed || sieve.MayMatch(Record(row)), filter.Root.ToString());
    }

    /// <summary>Filters that find the row, most of them: pieces of what is searched, as it stands and as it reads.</summary>
    private static IEnumerable<Filter> FiltersFor(CapturedRow row, int at, int length, int kind)
    {
        string searched = kind % 2 == 1 ? Unescaped(Searched(row)) : Searched(row);
        int start = searched.Length == 0 ? 0 : at % searched.Length;
        string piece =
            searched.Length == 0 ? "x" : searched.Substring(start, Math.Min(length, searched.Length - start));
        piece = kind >= 2 ? piece.ToUpperInvariant() : piece;
        var text = new TextNode(piece);
        FilterNode[] nodes =
        [
            text,
            new OrNode([new TextNode("nothing-at-all"), text]),
            .. PathsTo(piece),
            .. PathsTo(piece).Select(path => new AndNode([text, path])),
            .. ((string[])["n", "deep", "room", "ROOM"]).Select(name =>
                PathTo(PathRoot.Args, [new PathStep(null, null), new PathStep(name, null)], Comparison.NotEqual, "q")
            ),
        ];
        return nodes.Select(node => new Filter { Text = "", Root = node });
    }

    private static IEnumerable<FilterNode> PathsTo(string piece)
    {
        PathStep any = new(null, null);
        (PathRoot, IReadOnlyList<PathStep>)[] paths =
        [
            (PathRoot.Args, [any]),
            (PathRoot.Args, [any, any]),
            (PathRoot.Args, [any, new PathStep("n", null), any, new PathStep("deep", null)]),
            (PathRoot.Data, []),
            (PathRoot.Data, [new PathStep("n", null), new PathStep(null, 1)]),
            (PathRoot.Auth, [new PathStep("room", null)]),
        ];
        foreach ((PathRoot root, IReadOnlyList<PathStep> steps) in paths)
        {
            yield return PathTo(root, steps, Comparison.Equal, piece);
            yield return PathTo(root, steps, Comparison.NotEqual, piece);
            string glob = piece.Replace("\\", "\\\\", StringComparison.Ordinal) + "*";
            yield return new PathNode(
                root,
                steps,
                Comparison.Equal,
                [new PathValue(new TextPattern(TextPatternKind.Glob, glob), IsQuoted: false)]
            );
        }
    }

    private static PathNode PathTo(PathRoot root, IReadOnlyList<PathStep> steps, Comparison comparison, string value) =>
        new(
            root,
            steps,
            comparison,
            [
                new PathValue(new TextPattern(TextPatternKind.Literal, value), IsQuoted: value.Length % 2 == 0),
                new PathValue(new TextPattern(TextPatternKind.Literal, "deadbeef"), IsQuoted: true),
            ]
        );

    private static string Searched(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => Encoding.UTF8.GetString(
                (PacketContent.Args(packet) ?? PacketContent.Data(packet) ?? packet.Raw).Span
            )
                is { Length: > 0 } content
                ? content
                : packet.EventName ?? "",
            CapturedMessage message => Encoding.UTF8.GetString(message.Data.Span),
            CapturedHttp http => http.Path + Encoding.UTF8.GetString(http.Body.Span),
            CapturedClose close => close.Reason ?? "",
            CapturedGap gap => gap.Why,
            _ => "",
        };

    private static string Unescaped(string text)
    {
        char[] chars = text.ToCharArray();
        return new string(chars, 0, LenientJsonText.Unescape(chars));
    }

    private static ReadOnlyMemory<byte> Record(CapturedRow row)
    {
        var output = new ArrayBufferWriter<byte>();
        RowPayload.Write(output, row, looseSid: null);
        return output.WrittenMemory;
    }

    private static ScanBlock Block(CapturedRow[] rows)
    {
        var builder = new BlockBuilder();
        for (int i = 0; i < rows.Length; i++)
        {
            builder.Add(i + 1, Record(rows[i]).Span);
        }
        using var decompressor = new Decompressor();
        var block = new ScanBlock();
        Assert.True(
            block.TryRead(decompressor, 1, rows.Length, (long)BlockCodec.Plain, builder.Content.Length, builder.Content)
        );
        Assert.True(block.IsDense);
        return block;
    }

    private static CapturedRow Event(string first, string second, bool asks, string ns) =>
        Packet(
            $"42{(ns.Length > 1 ? ns + "," : "")}{(asks ? "12" : "")}[\"chat\",{first},{second}]",
            SocketIoPacketType.Event,
            name: "chat",
            offset: asks ? null : second
        );

    private static CapturedPacket Binary(string value, string name) =>
        Packet(
            $$"""451-["{{name}}",{{value}},{"_placeholder":true,"num":0}]""",
            SocketIoPacketType.BinaryEvent,
            name: Unescaped(name),
            attachments: [new byte[] { 1, 92, 117 }]
        );

    private static CapturedRow Truncated(string value, int length)
    {
        string raw = $"42[\"chat\",{value}]";
        return Packet(raw[..Math.Min(length, raw.Length)], SocketIoPacketType.Event, name: "chat", isTruncated: true);
    }

    private static CapturedPacket MessagePack(string value, bool isText)
    {
        var output = new ArrayBufferWriter<byte>();
        var packet = new SocketIoPacket
        {
            Type = SocketIoPacketType.Event,
            Namespace = "/"u8.ToArray(),
            Payload = Encoding.UTF8.GetBytes($"[\"chat\",{value}]"),
            InlineAttachments = [],
        };
        Assert.True(MessagePackEncoder.Encode(packet, SocketIoRevision.V5, [], output));
        byte[] bytes = output.WrittenSpan.ToArray();
        return isText
            ? Packet(
                "b" + Convert.ToBase64String(bytes),
                SocketIoPacketType.Event,
                name: "chat",
                parser: SocketIoParser.MessagePack
            )
            : Packet(bytes, SocketIoPacketType.Event, name: "chat", parser: SocketIoParser.MessagePack);
    }

    // What the decoder would take for no Socket.IO packet: with JSON behind its digits it would be one.
    private static string Bare(string text) =>
        text.TrimStart("0123456789".ToCharArray()) is ['[' or '{', ..] ? "x" + text : text;

    private static CapturedMessage Message(string text) =>
        new()
        {
            AtMicros = 1,
            Connection = 1,
            Client = "",
            Direction = default,
            Size = text.Length,
            Data = Encoding.UTF8.GetBytes(text),
            IsBinary = false,
        };

    private static CapturedRow Other(string text) =>
        (text.Length % 3) switch
        {
            0 => new CapturedHttp
            {
                AtMicros = 1,
                Connection = 1,
                Client = "",
                Method = "GET",
                Path = "/" + text,
                Body = Encoding.UTF8.GetBytes(text),
            },
            1 => new CapturedClose
            {
                AtMicros = 1,
                Connection = 1,
                Client = "",
                By = default,
                How = default,
                Reason = text,
            },
            _ => new CapturedGap
            {
                AtMicros = 1,
                Connection = 1,
                Client = "",
                FromMicros = 0,
                Why = text,
            },
        };

    private static CapturedPacket Packet(
        string raw,
        SocketIoPacketType? type,
        string? name = null,
        string? query = null,
        string? offset = null,
        string? fault = null,
        bool isTruncated = false,
        SocketIoParser parser = SocketIoParser.Default,
        IReadOnlyList<ReadOnlyMemory<byte>>? attachments = null
    ) => Packet(Encoding.UTF8.GetBytes(raw), type, name, query, offset, fault, isTruncated, parser, attachments);

    private static CapturedPacket Packet(
        byte[] raw,
        SocketIoPacketType? type,
        string? name = null,
        string? query = null,
        string? offset = null,
        string? fault = null,
        bool isTruncated = false,
        SocketIoParser parser = SocketIoParser.Default,
        IReadOnlyList<ReadOnlyMemory<byte>>? attachments = null
    ) =>
        new()
        {
            AtMicros = 1,
            Connection = 1,
            Client = "",
            Direction = Direction.ClientToServer,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType =
                raw.Length > 0 && raw[0] is >= (byte)'0' and <= (byte)'6'
                    ? (EngineIoPacketType)(raw[0] - '0')
                    : EngineIoPacketType.Message,
            Type = type,
            Parser = parser,
            Namespace = type is null ? null : "/",
            NamespaceQuery = query,
            EventName = name,
            Size = raw.Length,
            Raw = raw,
            IsRawBinary = raw.Length > 0 && raw[0] >= 0x80,
            RecoveryOffset = offset,
            Truncated = isTruncated,
            Attachments = attachments ?? [],
            Fault = fault is null ? null : new DecodeFault(FaultCode.SocketIoPayload, fault),
        };

    private static Gen<string> AnyOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

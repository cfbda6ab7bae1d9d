using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Sessions;

/// <summary>What passes on the wire, step by step, so that it can be played to a tracker in pieces of any size.</summary>
internal sealed class WireScript
{
    private readonly List<Action<SessionTracker, int>> _steps = [];
    private readonly HashSet<long> _webSockets = [];
    private long _now = 1_000_000;
    private long _lastConnection;

    public int LongestPiece { get; private set; }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static IReadOnlyList<HttpHeader> Headers(params (string Name, string Value)[] headers) =>
        [.. headers.Select(h => new HttpHeader(h.Name, h.Value))];

    public WireScript Wait(long micros)
    {
        _now += micros;
        return this;
    }

    public long Request(
        string method,
        string target,
        IReadOnlyList<HttpHeader>? headers = null,
        bool isWebSocket = false,
        string? node = null
    )
    {
        long id = ++_lastConnection;
        long at = Next();
        var head = new RequestHead(method, target, "1.1", "10.0.0.7", headers ?? [], isWebSocket);
        _steps.Add((t, _) => t.OnRequest(id, at, head, node));
        return id;
    }

    public WireScript Response(long id, int status, IReadOnlyList<HttpHeader>? headers = null)
    {
        long at = Next();
        _steps.Add((t, _) => t.OnResponse(id, at, new ResponseHead(status, headers ?? [])));
        return this;
    }

    public WireScript Bytes(long id, Direction direction, byte[] bytes)
    {
        long at = Next();
        LongestPiece = Math.Max(LongestPiece, bytes.Length);
        _steps.Add(
            (t, cut) =>
            {
                int at1 = Math.Min(cut, bytes.Length);
                t.OnBytes(id, direction, at, bytes.AsMemory(0, at1));
                t.OnBytes(id, direction, at, bytes.AsMemory(at1));
            }
        );
        return this;
    }

    public WireScript BodyEnd(long id, Direction direction)
    {
        long at = Next();
        _steps.Add((t, _) => t.OnBodyEnd(id, direction, at));
        return this;
    }

    public WireScript End(long id, ConnectionEnd? end = null)
    {
        long at = Next();
        _steps.Add((t, _) => t.OnEnd(id, at, end ?? ConnectionEnd.Clean));
        return this;
    }

    public WireScript Do(Action<SessionTracker, long> step)
    {
        long at = Next();
        _steps.Add((t, _) => step(t, at));
        return this;
    }

    /// <summary>A GET that is answered whole.</summary>
    public WireScript Get(
        string target,
        byte[] body,
        int status = 200,
        string type = "text/plain; charset=UTF-8",
        string? node = null
    )
    {
        long id = Request("GET", target, node: node);
        return Answer(id, body, status, type);
    }

    public WireScript Get(
        string target,
        string body,
        int status = 200,
        string type = "text/plain; charset=UTF-8",
        string? node = null
    ) => Get(target, Utf8(body), status, type, node);

    /// <summary>Answers a pending request.</summary>
    public WireScript Answer(long id, byte[] body, int status = 200, string type = "text/plain; charset=UTF-8") =>
        Response(id, status, Headers(("Content-Type", type)))
            .Bytes(id, Direction.ServerToClient, body)
            .BodyEnd(id, Direction.ServerToClient)
            .End(id);

    /// <summary>A POST that is answered <c>ok</c>.</summary>
    public WireScript Post(
        string target,
        byte[] body,
        int status = 200,
        string type = "text/plain;charset=UTF-8",
        string answer = "ok",
        string? node = null
    )
    {
        long id = Request("POST", target, Headers(("Content-Type", type)), node: node);
        Bytes(id, Direction.ClientToServer, body).BodyEnd(id, Direction.ClientToServer);
        return Answer(id, Utf8(answer), status, "text/html");
    }

    public WireScript Post(string target, string body, int status = 200, string answer = "ok", string? node = null) =>
        Post(target, Utf8(body), status, answer: answer, node: node);

    /// <summary>Opens a WebSocket.</summary>
    public long WebSocket(string target, string? extensions = null, string? node = null)
    {
        long id = Request("GET", target, [], isWebSocket: true, node: node);
        Response(id, 101, extensions is null ? [] : Headers(("Sec-WebSocket-Extensions", extensions)));
        _webSockets.Add(id);
        return id;
    }

    public WireScript Client(long id, string text) =>
        Frame(id, Direction.ClientToServer, WebSocketOpcode.Text, Utf8(text));

    public WireScript Server(long id, string text) =>
        Frame(id, Direction.ServerToClient, WebSocketOpcode.Text, Utf8(text));

    public WireScript Client(long id, byte[] binary) =>
        Frame(id, Direction.ClientToServer, WebSocketOpcode.Binary, binary);

    public WireScript Server(long id, byte[] binary) =>
        Frame(id, Direction.ServerToClient, WebSocketOpcode.Binary, binary);

    public WireScript Close(long id, Direction by, ushort? code = null, string reason = "")
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.WriteClose(
            output,
            code,
            Utf8(reason),
            by == Direction.ClientToServer ? 0x01020304u : null
        );
        return Bytes(id, by, output.WrittenSpan.ToArray());
    }

    public WireScript Frame(long id, Direction direction, WebSocketOpcode opcode, byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.Write(output, opcode, payload, direction == Direction.ClientToServer ? 0x01020304u : null);
        return Bytes(id, direction, output.WrittenSpan.ToArray());
    }

    /// <summary>Plays the script; every piece of bytes is handed over in two parts, cut at <paramref name="cut"/>.</summary>
    public List<CaptureEntry> Play(
        int cut = int.MaxValue,
        TrackerOptions? options = null,
        Action<SessionTracker>? then = null
    )
    {
        var tracker = new SessionTracker(options ?? new TrackerOptions());
        foreach (Action<SessionTracker, int> step in _steps)
        {
            step(tracker, cut);
        }
        then?.Invoke(tracker);
        var entries = new List<CaptureEntry>();
        tracker.Drain(entries);
        return entries;
    }

    public void PlayTo(SessionTracker tracker)
    {
        foreach (Action<SessionTracker, int> step in _steps)
        {
            step(tracker, int.MaxValue);
        }
    }

    /// <summary>The rows, a line each; fails when they depend on where the bytes were cut, or on being packed.</summary>
    public string[] Rows(TrackerOptions? options = null)
    {
        string[] whole = Lines(Play(options: options));
        for (int cut = 0; cut < LongestPiece; cut++)
        {
            Assert.Equal(whole, Lines(Play(cut, options)));
        }
        AssertSameWhenPacked(options ?? new TrackerOptions());
        AssertSameWhenPacked(
            (options ?? new TrackerOptions()) with
            {
                Redactor = new Redactor(RedactionRules.Default, new byte[32]),
            }
        );
        return whole;
    }

    public static string[] Lines(IEnumerable<CaptureEntry> entries) => [.. Unpacked(entries).Select(Line)];

    /// <summary>Every row, those of runs too.</summary>
    public static IEnumerable<CapturedRow> Unpacked(IEnumerable<CaptureEntry> entries) =>
        entries
            .SelectMany(entry => entry is PacketRun run ? run.ToRows() : (IEnumerable<CaptureEntry>)[entry])
            .OfType<CapturedRow>();

    private void AssertSameWhenPacked(TrackerOptions options)
    {
        string[] rows = Encoded(Play(options: options with { PacksPackets = false }));
        Assert.Equal(rows, Encoded(Play(options: options with { PacksPackets = true })));
    }

    // Every column and every byte, as the spill log would hold them.
    private static string[] Encoded(IEnumerable<CaptureEntry> entries) =>
        [
            .. Unpacked(entries)
                .Select(row =>
                {
                    var output = new ArrayBufferWriter<byte>();
                    EntryCodec.Write(output, row);
                    return Line(row) + " " + Convert.ToHexStringLower(output.WrittenSpan);
                }),
        ];

    public static string Line(CapturedRow row) =>
        row switch
        {
            CapturedPacket p => Line(p),
            CapturedMessage m =>
                $"message {Arrow(m.Direction)} {Text(m.Data.Span, m.IsBinary)}{Fault(m.Fault)}{Cut(row)}",
            CapturedHttp h =>
                $"http {h.Session ?? "-"} {h.Method} {h.Path} {h.Status?.ToString(CultureInfo.InvariantCulture) ?? "none"} {Text(h.Body.Span, h.IsBodyBinary)}{Cut(row)}",
            CapturedClose c => string.Join(
                ' ',
                new object?[] { "close", c.Session ?? "-", c.By, c.How, c.Code, c.Reason }.Where(x => x is not null)
            ),
            CapturedGap g => $"gap {g.Session ?? "-"} {g.Direction} {g.Bytes} {g.Why}",
            _ => row.GetType().Name,
        };

    private static string Line(CapturedPacket p)
    {
        var line = new StringBuilder();
        line.Append(
            CultureInfo.InvariantCulture,
            $"{p.Session ?? "-"} {p.Transport switch { Transport.Polling => "poll", _ => "ws" }}{(int)p.Version} {Arrow(p.Direction)} "
        );
        line.Append(p.EngineType?.ToString().ToLowerInvariant() ?? "?")
            .Append(' ')
            .Append(Text(p.Raw.Span, p.IsRawBinary));
        if (p.Type is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" = {p.Type} {p.Namespace}");
        }
        if (p.NamespaceQuery is not null)
        {
            line.Append('?').Append(p.NamespaceQuery);
        }
        if (p.EventName is not null)
        {
            line.Append(' ').Append(p.EventName);
        }
        if (p.AckId is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" #{p.AckId}");
        }
        if (p.Answers is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" answers@{p.Answers.AtMicros}");
        }
        foreach (ReadOnlyMemory<byte> each in p.Attachments)
        {
            line.Append(" +").Append(Convert.ToHexStringLower(each.Span));
        }
        if (p.RecoveryOffset is not null)
        {
            line.Append(" offset ").Append(p.RecoveryOffset);
        }
        return line.Append(Fault(p.Fault)).Append(Cut(p)).ToString();
    }

    private static string Arrow(Direction direction) => direction == Direction.ClientToServer ? ">" : "<";

    private static string Text(ReadOnlySpan<byte> bytes, bool isBinary) =>
        isBinary ? "x" + Convert.ToHexStringLower(bytes) : Encoding.UTF8.GetString(bytes);

    private static string Fault(DecodeFault? fault) => fault is null ? "" : " !" + fault.Code;

    private static string Cut(CapturedRow row) => row.Truncated ? " (cut)" : "";

    private long Next() => _now += 1_000;
}

using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

/// <summary>Whatever happens to the bytes around it, a secret that was sent under its name is in no entry that comes out.</summary>
public sealed class RedactionPropertyTests
{
    private const string Secret = "hunter2hunter2hunter2hunter2";
    private const string Piece = "hunter2hunter2"; // more of it than a cut leaves by chance
    private const string Open =
        """0{"sid":"S1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";

    private static readonly string[] Texts =
    [
        $"42[\"login\",{{\"user\":\"ann\",\"password\":\"{Secret}\"}}]",
        $"42/chat,7[\"login\",[1,{{\"a\":{{\"Token\":\"{Secret}\"}}}}],\"tail\"]",
        $"40{{\"token\":\"{Secret}\",\"x\":1}}",
        $"40/admin?token={Secret}&uid=1,",
        $"437[{{\"jwt\":\"{Secret}\"}}]",
        $"4{{\"type\":0,\"nsp\":\"/\",\"data\":{{\"secret\":\"{Secret}\"}}}}",
        $"451-[\"f\",{{\"api_key\":\"{Secret}\",\"b\":{{\"_placeholder\":true,\"num\":0}}}}]",
        $"42[\"a\",{{\"tok\\u0065n\":\"{Secret}\"}}]",
        $"4{{\"op\":\"auth\",\"access_token\":\"{Secret}\"}}",
    ];

    private static readonly string[] Names =
    [
        "\"password\":",
        "\"Token\":",
        "\"token\":",
        "?token=",
        "\"jwt\":",
        "\"secret\":",
        "\"api_key\":",
        "\"tok\\u0065n\":",
        "\"access_token\":",
    ];

    // One random change of the bytes of a packet: none, one removed, one replaced, cut short.
    private static readonly Gen<Func<byte[], byte[]>> Mutation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Byte)
        .Select<(int, int, byte), Func<byte[], byte[]>>(m => bytes => Mutate(bytes, m.Item1, m.Item2, m.Item3));

    [Fact]
    public void Text_OverWebSocket_NeverLeaks() =>
        Gen.Select(Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]), Mutation)
            .Sample(
                (text, mutate) =>
                {
                    var wire = new WireScript();
                    long ws = wire.WebSocket($"/socket.io/?EIO=4&transport=websocket&token={Secret}");
                    wire.Server(ws, Open).Server(ws, "40{\"sid\":\"n\"}");
                    wire.Frame(
                        ws,
                        Direction.ClientToServer,
                        WebSocketOpcode.Text,
                        Sparing(Encoding.UTF8.GetBytes(text), mutate, Names)
                    );
                    wire.Client(ws, "42[\"next\"]").End(ws);
                    AssertSafe(wire, 0);
                },
                iter: 3000
            );

    [Fact]
    public void Text_OverPolling_NeverLeaks() =>
        Gen.Select(Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]), Mutation, Gen.Bool)
            .Sample(
                (text, mutate, isV3) =>
                {
                    string body = isV3 ? $"{text.Length}:{text}9:42[\"next\"" : $"3\u001e{text}\u001e42[\"next\"]";
                    string eio = isV3 ? "3" : "4";
                    WireScript wire = new WireScript()
                        .Get($"/socket.io/?EIO={eio}&transport=polling", isV3 ? $"{Open.Length}:{Open}2:40" : Open)
                        .Post(
                            $"/socket.io/?EIO={eio}&transport=polling&sid=S1",
                            Sparing(Encoding.UTF8.GetBytes(body), mutate, Names)
                        );
                    AssertSafe(wire, 0);
                },
                iter: 3000
            );

    [Fact]
    public void MessagePack_BothWays_NeverLeaks() =>
        Gen.Select(Gen.Bool, Gen.Bool, Mutation)
            .Sample(
                (isPolling, isBase64, mutate) =>
                {
                    byte[] packed = RedactorTests.MessagePack(
                        $"[\"login\",{{\"user\":\"ann\",\"password\":\"{Secret}\",\"n\":1}}]",
                        []
                    );
                    // Lengths and counts before the secret decide what is a key.
                    string prefix = Encoding.Latin1.GetString(
                        packed,
                        0,
                        packed.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Secret))
                    );
                    byte[] base64 = Encoding.ASCII.GetBytes("b" + Convert.ToBase64String(packed));
                    var wire = new WireScript();
                    if (isPolling)
                    {
                        wire.Get("/socket.io/?EIO=4&transport=polling", Open)
                            .Post(
                                "/socket.io/?EIO=4&transport=polling&sid=S1",
                                Sparing([.. base64, 0x1E, .. "42[\"x\"]"u8], mutate, prefix)
                            );
                    }
                    else
                    {
                        long ws = wire.WebSocket("/socket.io/?EIO=4&transport=websocket");
                        wire.Server(ws, Open);
                        wire.Frame(
                            ws,
                            Direction.ClientToServer,
                            isBase64 ? WebSocketOpcode.Text : WebSocketOpcode.Binary,
                            Sparing(isBase64 ? base64 : packed, mutate, prefix)
                        );
                        wire.End(ws);
                    }
                    AssertSafe(wire, 0);
                },
                iter: 3000
            );

    [Fact]
    public void FramesAndCuts_Broken_NeverLeak() =>
        Gen.Select(Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]), Mutation, Gen.Int[0, 40], Gen.Bool)
            .Sample(
                (text, mutate, cut, isPlain) =>
                {
                    var frames = new ArrayBufferWriter<byte>();
                    byte[] bytes = Encoding.UTF8.GetBytes(text);
                    WebSocketFrameWriter.Write(frames, WebSocketOpcode.Text, bytes.AsSpan(0, 3), isFinal: false);
                    WebSocketFrameWriter.Write(frames, WebSocketOpcode.Continuation, bytes.AsSpan(3));
                    WebSocketFrameWriter.Write(frames, WebSocketOpcode.Text, "42[\"next\"]"u8);
                    var wire = new WireScript();
                    long ws = wire.WebSocket(isPlain ? "/feed" : "/socket.io/?EIO=4&transport=websocket");
                    _ = isPlain ? wire.Client(ws, "hi") : wire.Server(ws, Open);
                    wire.Bytes(ws, Direction.ServerToClient, Sparing(frames.WrittenSpan.ToArray(), mutate, Names))
                        .End(ws);
                    AssertSafe(wire, cut);
                },
                iter: 3000
            );

    // A change that hits the name, or makes of the secret two values, leaves something that nothing says is a secret: such
    // changes are not made; cuts anywhere are.
    private static byte[] Sparing(byte[] bytes, Func<byte[], byte[]> mutate, params string[] names)
    {
        byte[] changed = mutate(bytes);
        string before = WithBase64(bytes);
        string after = WithBase64(changed);
        bool isCut = before.StartsWith(Encoding.Latin1.GetString(changed), StringComparison.Ordinal);
        if (!isCut && !after.Contains(Secret, StringComparison.Ordinal))
        {
            return bytes;
        }
        return names.Any(n =>
            before.Contains(n, StringComparison.Ordinal) && !after.Contains(n, StringComparison.Ordinal)
        )
            ? bytes
            : changed;
    }

    private static string WithBase64(byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        var all = new StringBuilder(text);
        foreach (string run in text.Split([.. text.Where(c => !char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/'))]))
        {
            for (int skip = 0; skip < Math.Min(4, run.Length); skip++)
            {
                all.Append(' ')
                    .Append(
                        Encoding.Latin1.GetString(
                            Convert.FromBase64String(run.Substring(skip, (run.Length - skip) / 4 * 4))
                        )
                    );
            }
        }
        return all.ToString();
    }

    private static byte[] Mutate(byte[] bytes, int kind, int position, byte value)
    {
        int at = position % bytes.Length;
        switch (kind)
        {
            case 1:
                return [.. bytes[..at], .. bytes[(at + 1)..]];
            case 2:
                byte[] changed = [.. bytes];
                changed[at] = value;
                return changed;
            case 3:
                return bytes[..at];
            default:
                return bytes;
        }
    }

    private static void AssertSafe(WireScript wire, int cut)
    {
        foreach (
            CaptureEntry entry in wire.Play(
                cut,
                new TrackerOptions { Redactor = new Redactor(RedactionRules.Default, new byte[32]) },
                t => t.FlushCounters(0)
            )
        )
        {
            foreach (ReadOnlyMemory<byte> bytes in BytesOf(entry))
            {
                Assert.False(
                    Holds(bytes.Span),
                    $"{(entry is CapturedRow row ? WireScript.Line(row) : entry)} holds the secret"
                );
            }
        }
    }

    private static bool Holds(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> piece = Encoding.ASCII.GetBytes(Piece);
        if (bytes.IndexOf(piece) >= 0)
        {
            return true;
        }
        string text = Encoding.Latin1.GetString(bytes);
        return Base64Pieces.Any(p => text.Contains(p, StringComparison.Ordinal));
    }

    // How the secret looks inside base64, at each of the three alignments, ends apart.
    private static readonly string[] Base64Pieces =
    [
        .. Enumerable
            .Range(0, 3)
            .Select(i => Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', i) + Piece))[4..16]),
    ];

    private static IEnumerable<ReadOnlyMemory<byte>> BytesOf(CaptureEntry entry)
    {
        switch (entry)
        {
            case CapturedPacket p:
                yield return p.Raw;
                foreach (ReadOnlyMemory<byte> each in p.Attachments)
                {
                    yield return each;
                }
                yield return Utf8(
                    p.Namespace,
                    p.NamespaceQuery,
                    p.EventName,
                    p.RecoveryOffset,
                    p.Fault?.Message,
                    p.Session,
                    string.Join(' ', p.Redacted)
                );
                break;
            case CapturedMessage m:
                yield return m.Data;
                yield return Utf8(m.Fault?.Message, string.Join(' ', m.Redacted));
                break;
            case CapturedHttp h:
                yield return h.Body;
                yield return Utf8(h.Path);
                break;
            case CapturedClose c:
                yield return Utf8(c.Reason);
                break;
            case ConnectionEntry c:
                yield return Utf8([c.Target, .. c.RequestHeaders.Concat(c.ResponseHeaders).Select(h => h.Value)]);
                break;
            case SessionEntry s:
                yield return Utf8(s.Sid, s.Path, s.EndReason, s.Key.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private static ReadOnlyMemory<byte> Utf8(params string?[] texts) =>
        Encoding.UTF8.GetBytes(string.Join('\n', texts));
}

using System.Buffers;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>
/// Has the way of an ordinary packet compiled to its fast form while nothing passes yet: code that runs for the first time is
/// ten times slower, and a burst right after the start would fill the queue. Nothing of it is recorded.
/// </summary>
internal sealed class Rehearsal(TrackerOptions options)
{
    private const int Rounds = 5; // the runtime compiles in steps, after calls of some number and a pause
    private const int Chunks = 40;

    private static readonly string[] Texts =
    [
        "42[\"a\",{\"b\":1,\"text\":\"c\"}]",
        "421[\"a\",[true]]",
        "431[null]",
        "42[\"b\"]",
    ];

    private readonly ArrayBufferWriter<byte> _encoded = new();
    private int _done;

    /// <summary>Whether it was played often enough.</summary>
    public bool IsOver => _done >= Rounds;

    /// <summary>Plays it once: some milliseconds at first, less than one in the end.</summary>
    public void Play()
    {
        _done++;
        using var queue = new WireQueue(limit: 1 << 20);
        var tracker = new SessionTracker(options with { PacksPackets = true });
        var tap = new ConnectionTap(queue, TimeProvider.System, blocks: false, number: 1, client: "");
        var head = new RequestHead("GET", "/socket.io/?EIO=4&transport=websocket", "1.1", "", [], IsWebSocket: true);
        tap.Begin(head);
        tap.OnResponse(new ResponseHead(101, []));
        tap.OnBytes(
            Direction.ServerToClient,
            Frames(Direction.ServerToClient, "0{\"sid\":\"s\"}", "40{\"sid\":\"n\"}")
        );
        byte[] fromClient = Frames(Direction.ClientToServer, Texts);
        byte[] fromServer = Frames(Direction.ServerToClient, Texts);
        for (int i = 0; i < Chunks; i++)
        {
            tap.OnBytes(Direction.ClientToServer, fromClient);
            tap.OnBytes(Direction.ServerToClient, fromServer);
        }
        var entries = new List<CaptureEntry>();
        while (queue.TryTake(out WireChunk chunk))
        {
            Track(tracker, chunk);
            WireQueue.Return(chunk);
            tracker.Drain(entries);
        }
        new EntryIds(next: 1).Assign(entries);
        foreach (CaptureEntry entry in entries)
        {
            _encoded.ResetWrittenCount();
            EntryCodec.Write(_encoded, entry);
        }
    }

    private static void Track(SessionTracker tracker, in WireChunk chunk)
    {
        switch (chunk.Kind)
        {
            case WireKind.Request:
                tracker.OnRequest(1, chunk.At, (RequestHead)chunk.Detail!, node: null);
                break;
            case WireKind.Response:
                tracker.OnResponse(1, chunk.At, (ResponseHead)chunk.Detail!);
                break;
            default:
                tracker.OnBytes(1, chunk.Direction, chunk.At, chunk.Bytes);
                break;
        }
    }

    private static byte[] Frames(Direction direction, params ReadOnlySpan<string> texts)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (string text in texts)
        {
            WebSocketFrameWriter.Write(
                output,
                WebSocketOpcode.Text,
                Encoding.UTF8.GetBytes(text),
                direction == Direction.ClientToServer ? 0x01020304u : null
            );
        }
        return output.WrittenSpan.ToArray();
    }
}

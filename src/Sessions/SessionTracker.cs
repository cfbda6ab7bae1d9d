#pragma warning disable CA1822 // the members below get their state with the decoding
using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>
/// Follows connections and turns their bytes into the entries of a capture: which session, which transport, which
/// upgrade, which ack answers which event. Pure and single-threaded: no I/O, no clock; bytes from a peer never make it throw.
/// All times are microseconds since the Unix epoch.
/// </summary>
public sealed class SessionTracker(TrackerOptions options)
{
    private readonly TrackerOptions _options = options;
    private readonly List<CaptureEntry> _entries = [];

    /// <summary>
    /// Whether the bodies of this exchange could be Engine.IO's, so that they have to be passed to
    /// <see cref="OnBytes"/>. WebSockets always are to be passed. Cheap, thread-safe and stateless.
    /// </summary>
    /// <param name="paths">The configured Engine.IO paths; empty: any path.</param>
    public static bool MightBeEngineIo(RequestHead head, IReadOnlyList<string> paths) =>
        head is not null && paths is not null;

    /// <summary>A request's head is there.</summary>
    /// <param name="connection">The caller's number of the connection: any that no living connection has.</param>
    /// <param name="node">The upstream's URL; null while none was chosen.</param>
    public void OnRequest(long connection, long at, RequestHead head, string? node) =>
        ArgumentNullException.ThrowIfNull(head);

    /// <summary>The node was chosen late, or changed (an unknown sid is asked of each node in turn).</summary>
    public void OnNode(long connection, string node) => ArgumentNullException.ThrowIfNull(node);

    /// <summary>A response's head is there.</summary>
    public void OnResponse(long connection, long at, ResponseHead head) => ArgumentNullException.ThrowIfNull(head);

    /// <summary>Bytes of a body, or of an established WebSocket. What is kept is copied.</summary>
    public void OnBytes(long connection, Direction direction, long at, ReadOnlyMemory<byte> bytes) { }

    /// <summary>A body passed whole, or one direction of a WebSocket was finished (FIN).</summary>
    public void OnBodyEnd(long connection, Direction direction, long at) { }

    /// <summary>The exchange or the WebSocket is over; nothing more may be passed for it.</summary>
    public void OnEnd(long connection, long at, ConnectionEnd end) => ArgumentNullException.ThrowIfNull(end);

    /// <summary>Bytes were lost before they came here: that direction cannot be decoded any further.</summary>
    /// <param name="direction">The direction; null for both.</param>
    /// <param name="fromAt">When the first lost byte passed.</param>
    /// <param name="toAt">When the last lost byte passed; null: the rest of the connection.</param>
    /// <param name="bytes">How many were lost.</param>
    /// <param name="why">One phrase for people.</param>
    public void OnGap(long connection, Direction? direction, long fromAt, long? toAt, long bytes, string why) { }

    /// <summary>Ends sessions that nothing was heard of for longer than their heartbeat allows. To be called every second or so.</summary>
    public void OnTick(long now) { }

    /// <summary>Emits every session whose counters changed since it was last emitted; called before each commit.</summary>
    public void FlushCounters(long now) { }

    /// <summary>Every living session and connection as it is now, and each living session's open and CONNECT rows: what a new capture file begins with.</summary>
    public void Snapshot(ICollection<CaptureEntry> into) => ArgumentNullException.ThrowIfNull(into);

    /// <summary>Moves what has come out since the last call, in order, to the end of <paramref name="into"/>.</summary>
    public void Drain(ICollection<CaptureEntry> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        foreach (CaptureEntry entry in _entries)
        {
            into.Add(entry);
        }
        _entries.Clear();
    }
}

using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;

namespace SioProxy.Recording;

/// <summary>
/// Makes a capture from a HAR: its exchanges and messages pass the tracker as the bytes that they were, in the order of
/// their times, as if they were passing a proxy.
/// </summary>
public static class HarImport
{
    private const long MostBytes = 2L << 30;
    private const int BatchEntries = 2000;
    private const long TickMicros = 1_000_000;
    private const uint AnyMask = 0x53494F50;

    /// <param name="input">The file.</param>
    /// <param name="create">Makes the capture; called once the file was read and found to be right.</param>
    /// <param name="redactor">Takes secrets out; null: nothing is redacted.</param>
    /// <returns>How many rows the capture has, and how many WebSockets the file lacks the messages of.</returns>
    /// <exception cref="ImportException">The file cannot be imported; the message names the entry.</exception>
    public static (long Rows, int WithoutMessages) Run(
        Stream input,
        Func<CaptureWriter> create,
        Redactor? redactor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(create);
        var moments = new List<Moment>();
        int withoutMessages = ReadInto(moments, new HarReader(input), cancellationToken);
        if (moments.Count == 0)
        {
            throw new ImportException("", "There is no Engine.IO exchange and no WebSocket in the file.");
        }
        using CaptureWriter writer = create();
        var tracker = new SessionTracker(new TrackerOptions { Redactor = redactor });
        var ids = new EntryIds(writer.NextRowId);
        var entries = new List<CaptureEntry>();
        long nextTick = 0;
        foreach (Moment moment in moments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            moment.Pass(tracker);
            if (moment.At >= nextTick)
            {
                nextTick = moment.At + TickMicros;
                tracker.OnTick(moment.At);
            }
            tracker.Drain(entries);
            if (entries.Count >= BatchEntries)
            {
                Store();
            }
        }
        tracker.FlushCounters(moments[^1].At);
        tracker.Drain(entries);
        Store();
        return (ids.Next - 1, withoutMessages);

        void Store()
        {
            ids.Assign(entries);
            writer.Append(entries);
            entries.Clear();
        }
    }

    /// <summary>Something that passed, and how the tracker is told.</summary>
    private readonly record struct Moment(long At, int Order, Action<SessionTracker> Pass);

    /// <returns>How many WebSockets the file lacks the messages of.</returns>
    private static int ReadInto(List<Moment> moments, HarReader reader, CancellationToken cancellationToken)
    {
        long bytes = 0;
        int withoutMessages = 0;
        bool isAllLost = true;
        foreach (HarExchange exchange in reader.ReadAll())
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytes += exchange.Bytes;
            if (bytes > MostBytes)
            {
                throw new ImportException("", $"The file holds more than {MostBytes >> 30} GB of traffic.");
            }
            withoutMessages += exchange.LacksMessages ? 1 : 0;
            isAllLost &= exchange.LacksMessages;
            Add(moments, exchange);
        }
        if (isAllLost && withoutMessages > 0)
        {
            throw new ImportException(
                "",
                "The file has no messages of its WebSockets, and nothing else of Engine.IO: Firefox, Safari and Playwright leave them out. Take it with Chrome, or record with sioproxy."
            );
        }
        moments.Sort(static (one, other) => (one.At, one.Order).CompareTo((other.At, other.Order)));
        return withoutMessages;
    }

    private static void Add(List<Moment> moments, HarExchange exchange)
    {
        long id = exchange.Number;
        long from = exchange.StartedAtMicros;
        At(from, tracker => tracker.OnRequest(id, from, exchange.Request, exchange.Node));
        if (exchange.Request.IsWebSocket && exchange.Response is { Status: 101 } accepted)
        {
            At(from, tracker => tracker.OnResponse(id, from, accepted));
            if (exchange.LacksMessages)
            {
                const string why = "the file does not hold this WebSocket's messages";
                At(from, tracker => tracker.OnGap(id, direction: null, from, toAt: null, bytes: 0, why));
            }
            foreach (HarMessage message in exchange.Messages)
            {
                long at = Math.Max(from, message.AtMicros);
                At(at, tracker => tracker.OnBytes(id, message.Direction, at, Frame(message)));
            }
            // Who ended it is not in a HAR. The page, then: a replay does the same, and waits for no server to do it.
            var end = new ConnectionEnd(ClosedBy.Client, CloseHow.Fin);
            At(exchange.EndedAtMicros, tracker => tracker.OnEnd(id, exchange.EndedAtMicros, end));
            return;
        }
        At(from, tracker => Pass(tracker, id, Direction.ClientToServer, from, exchange.RequestBody));
        At(exchange.EndedAtMicros, tracker => End(tracker, exchange));

        void At(long at, Action<SessionTracker> pass) => moments.Add(new Moment(at, moments.Count, pass));
    }

    private static void End(SessionTracker tracker, HarExchange exchange)
    {
        long id = exchange.Number;
        long at = exchange.EndedAtMicros;
        if (exchange.Response is not { } response)
        {
            tracker.OnEnd(id, at, new ConnectionEnd(ClosedBy.Client, CloseHow.Reset, "no response is in the file"));
            return;
        }
        tracker.OnResponse(id, at, response);
        Pass(tracker, id, Direction.ServerToClient, at, exchange.ResponseBody);
        tracker.OnEnd(id, at, ConnectionEnd.Clean);
    }

    private static void Pass(SessionTracker tracker, long id, Direction direction, long at, HarBody body)
    {
        if (body.Bytes is { } bytes)
        {
            tracker.OnBytes(id, direction, at, bytes);
            tracker.OnBodyEnd(id, direction, at);
        }
        else
        {
            tracker.OnGap(id, direction, at, at, body.MissingBytes, body.Why);
        }
    }

    private static ReadOnlyMemory<byte> Frame(HarMessage message)
    {
        var output = new ArrayBufferWriter<byte>(message.Data.Length + 16);
        WebSocketFrameWriter.Write(
            output,
            message.IsBinary ? WebSocketOpcode.Binary : WebSocketOpcode.Text,
            message.Data.Span,
            message.Direction == Direction.ClientToServer ? AnyMask : null
        );
        return output.WrittenMemory;
    }
}

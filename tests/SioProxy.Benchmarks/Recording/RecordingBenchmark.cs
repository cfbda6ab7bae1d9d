using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Recording;

/// <summary>
/// `recording`: chunks as taps see them go through the whole recorder into a capture, as fast as it takes them
/// (`--on-overload block`), without a socket in between. Prints packets/s and what each thread used per packet.
/// </summary>
internal static class RecordingBenchmark
{
    private const int Connections = 50;

    /// <param name="arguments">Packets (2,000,000), bytes of a packet (64), packets in a chunk (32).</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int packets = Number(arguments, 0, 2_000_000);
        int size = Number(arguments, 1, 64);
        int perChunk = Number(arguments, 2, 32);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sioproxy-recording-");
        try
        {
            var options = new RecorderOptions
            {
                Output = Path.Combine(folder.FullName, "capture.db"),
                OnOverload = OverloadPolicy.Block,
                QueueBytes = 8 << 20, // as much as waits when it keeps up
                Tracker = new TrackerOptions
                {
                    Redactor = new Redactor(RedactionRules.Default, RandomNumberGenerator.GetBytes(32)),
                },
            };
            Recorder recorder = Recorder.Start(options, NullLogger.Instance);
            await using (recorder)
            {
                ConnectionTap[] taps = [.. Enumerable.Range(0, Connections).Select(n => Open(recorder, n))];
                await FeedAsync(recorder, taps, packets / 10, size, perChunk);
                Dictionary<string, long> before = ThreadTimes.OfThisProcess();
                long begin = Stopwatch.GetTimestamp();
                await FeedAsync(recorder, taps, packets, size, perChunk);
                TimeSpan wall = Stopwatch.GetElapsedTime(begin);
                Print(packets, wall, before, ThreadTimes.OfThisProcess());
                RecorderStatus status = recorder.Snapshot();
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"rows {status.Rows:N0}, gaps {status.Gaps:N0}, file {status.FileBytes / (double)(status.Packets * size):F2} of the payload"
                    )
                );
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static int Number(string[] arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

    private static ConnectionTap Open(Recorder recorder, int number)
    {
        var head = new RequestHead(
            "GET",
            "/socket.io/?EIO=4&transport=websocket",
            "1.1",
            "127.0.0.1",
            [new HttpHeader("Host", "localhost")],
            IsWebSocket: true
        );
        ConnectionTap tap = recorder.Open(head, "http://127.0.0.1:3000");
        tap.OnResponse(new ResponseHead(101, []));
        tap.OnBytes(
            Direction.ServerToClient,
            Load.Frames.Server(
                Load.PollingSessions.OpenPacket("sid" + number.ToString(CultureInfo.InvariantCulture), "")
            )
        );
        tap.OnBytes(Direction.ServerToClient, Load.Frames.Server("40{\"sid\":\"echo\"}"u8));
        return tap;
    }

    private static async Task FeedAsync(Recorder recorder, ConnectionTap[] taps, int packets, int size, int perChunk)
    {
        byte[] fromClient = Chunk(size, perChunk, masked: true);
        byte[] fromServer = Chunk(size, perChunk, masked: false);
        for (int sent = 0; sent < packets; )
        {
            foreach (ConnectionTap tap in taps)
            {
                tap.OnBytes(Direction.ClientToServer, fromClient);
                tap.OnBytes(Direction.ServerToClient, fromServer);
                await tap.WaitForRoomAsync(CancellationToken.None);
                sent += 2 * perChunk;
            }
        }
        await recorder.FlushAsync(CancellationToken.None);
    }

    private static byte[] Chunk(int size, int count, bool masked)
    {
        var queue = new Load.ByteQueue();
        for (int i = 0; i < count; i++)
        {
            string head = string.Create(
                CultureInfo.InvariantCulture,
                $"42[\"echo\",{{\"id\":{12345 + i},\"user\":\"u{i % 97}\",\"text\":\""
            );
            byte[] packet = Encoding.ASCII.GetBytes(
                head + new string('x', Math.Max(0, size - head.Length - 3)) + "\"}]"
            );
            if (masked)
            {
                Load.Frames.WriteClient(queue, packet);
            }
            else
            {
                Load.Frames.WriteServer(queue, packet, binary: false);
            }
        }
        return queue.Peek().ToArray();
    }

    private static void Print(
        int packets,
        TimeSpan wall,
        Dictionary<string, long> before,
        Dictionary<string, long> after
    )
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{packets / wall.TotalSeconds, 12:N0} packets/s stored")
        );
        foreach ((string name, long nanos) in after.OrderByDescending(pair => pair.Value))
        {
            double each = (nanos - before.GetValueOrDefault(name)) / (double)packets;
            if (each >= 5)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each, 12:N0} ns/packet  {name}"));
            }
        }
    }
}

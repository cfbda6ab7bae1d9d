using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Sessions;

/// <summary>What one packet costs behind the queue: frames, packets, sessions and redaction, without storing.</summary>
[MemoryDiagnoser]
public class TrackerBenchmarks
{
    private const int PacketsPerChunk = 100;
    private readonly List<CaptureEntry> _entries = [];
    private SessionTracker _tracker = null!;
    private byte[] _chunk = [];
    private long _at = 1_795_000_000_000_000;

    /// <summary>Bytes of a packet.</summary>
    [Params(64, 200, 1024)]
    public int Size { get; set; }

    /// <summary>Whether the default rules look for secrets in each packet.</summary>
    [Params(true, false)]
    public bool Redacts { get; set; }

    /// <summary>Opens a WebSocket session.</summary>
    [GlobalSetup]
    public void Open()
    {
        _tracker = new SessionTracker(
            new TrackerOptions
            {
                Redactor = Redacts ? new Redactor(RedactionRules.Default, RandomNumberGenerator.GetBytes(32)) : null,
            }
        );
        _tracker.OnRequest(
            1,
            _at,
            new RequestHead("GET", "/socket.io/?EIO=4&transport=websocket", "1.1", "127.0.0.1", [], IsWebSocket: true),
            "http://127.0.0.1:3000"
        );
        _tracker.OnResponse(1, _at, new ResponseHead(101, []));
        _tracker.OnBytes(
            1,
            Direction.ServerToClient,
            _at,
            Frame(
                "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}"
            )
        );
        _tracker.OnBytes(1, Direction.ServerToClient, _at, Frame("40{\"sid\":\"b\"}"));
        string head = "42[\"price\",{\"id\":12345,\"user\":\"u77\",\"text\":\"";
        string packet = head + new string('x', Math.Max(0, Size - head.Length - 3)) + "\"}]";
        _chunk = [.. Enumerable.Repeat(Frame(packet), PacketsPerChunk).SelectMany(frame => frame)];
    }

    /// <summary>A hundred packets from the server.</summary>
    [Benchmark(OperationsPerInvoke = PacketsPerChunk)]
    public int Track()
    {
        _tracker.OnBytes(1, Direction.ServerToClient, ++_at, _chunk);
        _entries.Clear();
        _tracker.Drain(_entries);
        return _entries.Count;
    }

    private static byte[] Frame(string text)
    {
        var queue = new Load.ByteQueue();
        Load.Frames.WriteServer(queue, Encoding.UTF8.GetBytes(text), binary: false);
        return queue.Peek().ToArray();
    }
}

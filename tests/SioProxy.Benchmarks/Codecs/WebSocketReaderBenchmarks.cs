using System.Buffers;
using BenchmarkDotNet.Attributes;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Benchmarks.Codecs;

/// <summary>One direction of a WebSocket, read: what one message costs.</summary>
[MemoryDiagnoser]
public class WebSocketReaderBenchmarks : IDisposable
{
    private const int Messages = 100;

    private byte[] _burst = [];
    private int[] _borders = [];
    private WebSocketReader _reader = new(new WebSocketReaderOptions { Direction = Direction.ServerToClient });

    /// <summary>Bytes of a message before compression.</summary>
    [Params(64, 1024, 65536)]
    public int Size { get; set; }

    [Params("masked", "unmasked", "deflate")]
    public string Frames { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        using var compressor = new PerMessageDeflateCompressor();
        var output = new ArrayBufferWriter<byte>();
        _borders = new int[Messages + 1];
        bool isCompressed = string.Equals(Frames, "deflate", StringComparison.Ordinal);
        bool isMasked = string.Equals(Frames, "masked", StringComparison.Ordinal);
        for (int i = 0; i < Messages; i++)
        {
            byte[] text = CodecCorpus.Chat(i, Size);
            var payload = new ArrayBufferWriter<byte>();
            if (isCompressed)
            {
                compressor.Compress(text, payload);
            }
            else
            {
                payload.Write(text);
            }
            WebSocketFrameWriter.Write(
                output,
                WebSocketOpcode.Text,
                payload.WrittenSpan,
                isMasked ? 0x37FA213D : null,
                isCompressed: isCompressed
            );
            _borders[i + 1] = output.WrittenCount;
        }
        _burst = output.WrittenSpan.ToArray();
        _reader = new WebSocketReader(
            new WebSocketReaderOptions
            {
                Direction = isMasked ? Direction.ClientToServer : Direction.ServerToClient,
                Deflate = isCompressed,
            }
        );
    }

    /// <summary>A hundred messages in one piece.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long Burst() => Read(_burst);

    /// <summary>Each message in a piece of its own, as from an idle connection.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long OneByOne()
    {
        long length = 0;
        for (int i = 0; i < Messages; i++)
        {
            length += Read(_burst.AsMemory(_borders[i].._borders[i + 1]));
        }
        return length;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _reader.Dispose();
        GC.SuppressFinalize(this);
    }

    private long Read(ReadOnlyMemory<byte> bytes)
    {
        long length = 0;
        while (_reader.Read(ref bytes, 0, out WebSocketItem item) == OperationStatus.Done)
        {
            length += item.Length;
        }
        return length;
    }
}

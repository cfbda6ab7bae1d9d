using BenchmarkDotNet.Attributes;

namespace SioProxy.Benchmarks.Codecs;

/// <summary>Engine.IO and Socket.IO packets, decoded: what one packet costs. Beside the reference parsers: the command <c>codecs</c>.</summary>
[MemoryDiagnoser]
public class PacketDecoderBenchmarks
{
    private PacketCase _case = null!;

    [ParamsSource(nameof(Names))]
    public string Case { get; set; } = "";

    public static IEnumerable<string> Names => PacketCase.All.Select(one => one.Name);

    [GlobalSetup]
    public void Setup() =>
        _case = PacketCase.All.Single(one => string.Equals(one.Name, Case, StringComparison.Ordinal));

    /// <summary>Every packet of the case once: divide by their number.</summary>
    [Benchmark]
    public int Decode() => _case.Decode();
}

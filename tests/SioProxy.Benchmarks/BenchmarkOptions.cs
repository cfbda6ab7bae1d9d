using System.CommandLine;

namespace SioProxy.Benchmarks;

/// <summary>Options that the measuring commands share, and the shape that all of them have.</summary>
internal static class BenchmarkOptions
{
    /// <summary>An option with a default.</summary>
    public static Option<T> Of<T>(string name, string description, T unless) =>
        new(name) { Description = description, DefaultValueFactory = _ => unless };

    /// <summary>How often something is measured.</summary>
    public static Option<int> Rounds(string description, int unless) => Of("--rounds", description, unless);

    /// <summary>The recorder to measure.</summary>
    public static Option<FileInfo?> Proxy() =>
        new("--sioproxy")
        {
            Description = "The published program to measure (default: it is published, ahead-of-time compiled)",
        };

    /// <summary>The large capture to measure with.</summary>
    public static Option<FileInfo?> Capture(string description) =>
        new("--capture") { Description = $"{description} (default: one of 10 million rows is generated)" };
}

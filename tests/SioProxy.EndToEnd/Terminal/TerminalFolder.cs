using System.Diagnostics;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>A directory of a test's own, with copies of the samples that nobody else opens.</summary>
internal sealed class TerminalFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sioview-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Sends a signal by its name.</summary>
    public static async Task SignalAsync(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A copy of a sample.</summary>
    public string Sample(string name)
    {
        string copy = System.IO.Path.Combine(Path, name + ".db");
        File.Copy(System.IO.Path.Combine(Root(), "recordings", "samples", name + ".db"), copy);
        return copy;
    }

    /// <summary>The viewer, with a copy of a sample.</summary>
    public TmuxScreen Open(
        string sample,
        int columns = 120,
        int rows = 40,
        IReadOnlyDictionary<string, string>? environment = null
    ) => new(Programs.Viewer(Sample(sample)), Path, columns, rows, environment);

    private static string Root()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(directory, "SioProxy.sln")))
        {
            directory = System.IO.Path.GetDirectoryName(directory)!;
        }
        return directory;
    }
}

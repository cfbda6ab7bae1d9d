using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>A directory of a test's own, with copies of the samples that nobody else opens.</summary>
internal sealed class TerminalFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sioview-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A copy of a sample.</summary>
    public string Sample(string name)
    {
        string copy = System.IO.Path.Combine(Path, name + ".db");
        File.Copy(Repository.Sample(name), copy);
        return copy;
    }

    /// <summary>The viewer, with a copy of a sample.</summary>
    public TmuxScreen Open(
        string sample,
        int columns = 120,
        int rows = 40,
        IReadOnlyDictionary<string, string>? environment = null
    ) => new(Programs.Viewer(Sample(sample)), Path, columns, rows, environment);
}

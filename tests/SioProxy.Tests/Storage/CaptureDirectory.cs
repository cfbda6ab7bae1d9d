namespace SioProxy.Tests.Storage;

/// <summary>A folder of its own for a test's files.</summary>
public sealed class CaptureDirectory : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sioproxy-test-");

    public string Path => _folder.FullName;

    public string File(string name = "capture.db") => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>A copy of a capture of <c>recordings/samples</c>, which may be opened in any way.</summary>
    /// <param name="name">The copy's name; null: the sample's.</param>
    public string Sample(string sample, string? name = null)
    {
        string copy = File(name ?? sample + ".db");
        System.IO.File.Copy(System.IO.Path.Combine(Repository.Samples, sample + ".db"), copy);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

namespace SioProxy.Tests.Storage;

/// <summary>A folder of its own for a test's files.</summary>
public sealed class CaptureDirectory : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sioproxy-test-");

    public string Path => _folder.FullName;

    public string File(string name = "capture.db") => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}

namespace SioProxy.Benchmarks.Captures;

/// <summary>The capture to measure with: one that is given, or one that is generated and taken away again.</summary>
internal sealed class LargeCapture : IDisposable
{
    private const long Rows = 10_000_000;

    private readonly DirectoryInfo? _folder;

    private LargeCapture(string path, DirectoryInfo? folder)
    {
        Path = path;
        _folder = folder;
    }

    public string Path { get; }

    /// <param name="path">The one that is given; null: none is.</param>
    public static LargeCapture Of(string? path)
    {
        if (path is not null)
        {
            return new LargeCapture(path, null);
        }
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sioproxy-capture-");
        string made = System.IO.Path.Combine(folder.FullName, "large.db");
        Console.Error.WriteLine($"Generating {Rows:N0} rows; `generate --output FILE` and `--capture FILE` save that.");
        GenerateCommand.Make(Rows, made);
        return new LargeCapture(made, folder);
    }

    public void Dispose() => _folder?.Delete(recursive: true);
}

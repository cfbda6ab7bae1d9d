using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>`sioview` as it is shipped: compiled ahead of time.</summary>
internal sealed class PublishedViewer : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private PublishedViewer(string program, DirectoryInfo? folder)
    {
        Program = program;
        _folder = folder;
    }

    public string Program { get; }

    /// <param name="program">The one that is given; null: none is.</param>
    public static PublishedViewer Of(string? program)
    {
        if (program is not null)
        {
            return new PublishedViewer(program, null);
        }
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sioproxy-viewer-");
        string[] arguments =
        [
            "publish",
            Path.Combine(Root(), "src", "Viewer"),
            "--configuration",
            "Release",
            "--runtime",
            RuntimeInformation.RuntimeIdentifier,
            "--no-self-contained",
            "-p:PublishReadyToRun=true",
            "--output",
            folder.FullName,
        ];
        Console.Error.WriteLine("Publishing sioview, ahead-of-time compiled");
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        string output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0
            ? new PublishedViewer(Path.Combine(folder.FullName, "sioview"), folder)
            : throw new InvalidOperationException($"sioview could not be published:\n{output}");
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SioProxy.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("run it from within the repository");
    }
}

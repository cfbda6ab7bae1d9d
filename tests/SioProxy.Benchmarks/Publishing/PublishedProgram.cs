using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SioProxy.Benchmarks.Publishing;

/// <summary>A program as it is shipped: compiled ahead of time.</summary>
internal sealed class PublishedProgram : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private PublishedProgram(string program, DirectoryInfo? folder)
    {
        Program = program;
        _folder = folder;
    }

    public string Program { get; }

    /// <param name="given">The one that is given; null: none is, it is published.</param>
    public static PublishedProgram Viewer(string? given) => Of(given, "Viewer", "sioview");

    /// <inheritdoc cref="Viewer"/>
    public static PublishedProgram Proxy(string? given) => Of(given, "Proxy", "sioproxy");

    private static PublishedProgram Of(string? given, string project, string name)
    {
        if (given is not null)
        {
            return new PublishedProgram(given, null);
        }
        DirectoryInfo folder = Directory.CreateTempSubdirectory($"{name}-published-");
        string[] arguments =
        [
            "publish",
            Path.Combine(Root(), "src", project),
            "--configuration",
            "Release",
            "--runtime",
            RuntimeInformation.RuntimeIdentifier,
            "--no-self-contained",
            "-p:PublishReadyToRun=true",
            "--output",
            folder.FullName,
        ];
        Console.Error.WriteLine($"Publishing {name}, ahead-of-time compiled");
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        string output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0
            ? new PublishedProgram(Path.Combine(folder.FullName, name), folder)
            : throw new InvalidOperationException($"{name} could not be published:\n{output}");
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

using System.Text;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Filtering;
using SioProxy.Viewer.Commands;

namespace SioProxy.Tests.Viewer;

/// <summary>A directory with a capture of <see cref="FilterExamples"/>, and commands run on it in process.</summary>
public sealed class ViewerRun : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sioview-");

    public ViewerRun()
    {
        Capture = PathOf("capture.db");
        using CaptureWriter writer = CaptureFile.Create(Capture);
        writer.Append(FilterExamples.Entries);
    }

    public string Capture { get; }

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Runs <c>sioview</c>; <c>FILE</c> among the arguments begins the capture's path.</summary>
    public (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new MemoryStream();
        (int code, string error) = RunTo(output, CancellationToken.None, args);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error);
    }

    /// <summary>Runs <c>sioview</c> with this standard output.</summary>
    public (int Code, string Error) RunTo(Stream output, CancellationToken stop, params string[] args)
    {
        using var error = new StringWriter();
        var io = new CommandIo
        {
            Output = new CommandOutput(output),
            Error = error,
            Stop = stop,
        };
        int code = CommandHost.Run(
            [.. args.Select(arg => arg is ['F', 'I', 'L', 'E', .. var rest] ? Capture + rest : arg)],
            io
        );
        return (code, error.ToString());
    }
}

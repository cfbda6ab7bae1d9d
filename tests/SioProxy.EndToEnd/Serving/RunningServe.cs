using System.Diagnostics;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Serving;

/// <summary><c>sioview serve</c> on a free port.</summary>
internal sealed class RunningServe : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private RunningServe(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public string Url { get; private set; } = "";

    public static async Task<RunningServe> StartAsync(string capture, params string[] more)
    {
        string[] arguments = ["serve", capture, "--listen", "http://127.0.0.1:0", .. more];
        var serve = new RunningServe(Process.Start(Programs.Viewer(arguments))!);
        const string Announcement = "Listening on ";
        string? line = await serve._process.StandardOutput.ReadLineAsync();
        Assert.True(
            line?.StartsWith(Announcement, StringComparison.Ordinal),
            $"It did not listen: {line}{(line is null ? await serve._errors : "")}"
        );
        serve.Url = line![Announcement.Length..].TrimEnd('/');
        return serve;
    }

    /// <summary>Waits for its end; <paramref name="interrupt"/>: after Ctrl+C.</summary>
    public async Task<ProgramResult> EndAsync(bool interrupt = false)
    {
        if (interrupt)
        {
            await Programs.SignalAsync(_process.Id);
        }
        string output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return new ProgramResult(_process.ExitCode, output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }
}

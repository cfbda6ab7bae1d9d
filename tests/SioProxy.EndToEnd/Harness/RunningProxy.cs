using System.Diagnostics;
using System.Text;

namespace SioProxy.EndToEnd.Harness;

/// <summary>`sioproxy` recording into a file of its own, on a free port.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _readingErrors;

    private RunningProxy(Process process, string capture)
    {
        _process = process;
        Capture = capture;
        _readingErrors = ReadErrorsAsync();
    }

    public string Capture { get; }

    public string Url { get; private set; } = "";

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public static async Task<RunningProxy> StartAsync(IEnumerable<string> upstreams, params string[] more)
    {
        string folder = Directory.CreateTempSubdirectory("sioproxy-e2e-").FullName;
        string capture = Path.Combine(folder, "capture.db");
        RunningProxy proxy = new(
            Process.Start(
                Programs.Proxy([
                    .. upstreams.SelectMany(url => new[] { "--upstream", url }),
                    "--listen",
                    "http://127.0.0.1:0",
                    "--output",
                    capture,
                    .. more,
                ])
            )!,
            capture
        );
        const string Announcement = "Listening on ";
        string? line = await proxy._process.StandardOutput.ReadLineAsync();
        if (line?.StartsWith(Announcement, StringComparison.Ordinal) != true)
        {
            await proxy._process.WaitForExitAsync();
            await proxy._readingErrors;
            throw new InvalidOperationException($"sioproxy did not start: {line} {proxy.Errors}");
        }
        proxy.Url = line[Announcement.Length..].TrimEnd('/');
        return proxy;
    }

    /// <summary>Stops it as a terminal's Ctrl+C does; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            await Programs.SignalAsync(_process.Id);
        }
        await _process.WaitForExitAsync();
        await _readingErrors;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        Directory.Delete(Path.GetDirectoryName(Capture)!, recursive: true);
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }
}

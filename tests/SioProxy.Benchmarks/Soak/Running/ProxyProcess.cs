using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>The program `sioproxy` of this build, as a process that can be stopped, killed and measured.</summary>
internal sealed class ProxyProcess : IDisposable
{
    private static readonly string[] AsNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ProxyProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(e.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

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

    /// <summary>Bytes of memory that are resident now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public static ProxyProcess Launch(string capture, IEnumerable<Uri> upstreams, params string[] more) =>
        Start(
            new ProcessStartInfo(Dotnet, [ProgramIn(AppContext.BaseDirectory), .. Arguments(capture, upstreams, more)])
        );

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ProxyProcess> StartAsync(string capture, Uri upstream, params string[] more)
    {
        ProxyProcess proxy = Launch(capture, [upstream], more);
        await proxy.WaitUntilListeningAsync();
        return proxy;
    }

    /// <summary>Starts it as the user <c>nobody</c>, whom permissions bind.</summary>
    /// <param name="program">Where <see cref="CopyProgram"/> has put what that user may read.</param>
    public static ProxyProcess LaunchAsNobody(string program, string capture, Uri upstream) =>
        Start(
            new ProcessStartInfo(
                "setpriv",
                [.. AsNobody, Dotnet, ProgramIn(program), .. Arguments(capture, [upstream], [])]
            )
            {
                WorkingDirectory = program,
            }
        );

    /// <summary>What keeps that user from running .NET at all; null when nothing does.</summary>
    public static string? WhyNotAsNobody() => Commands.Run("setpriv", [.. AsNobody, Dotnet, "--list-runtimes"]);

    /// <summary>Copies the program to where everybody may read it: a checkout may be its owner's alone.</summary>
    public static void CopyProgram(string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
        string native = Path.Combine(AppContext.BaseDirectory, "runtimes");
        if (Directory.Exists(native))
        {
            Commands.Run("cp", "-r", native, to);
        }
        Commands.Run("chmod", "-R", "a+rX", to);
    }

    public async Task WaitUntilListeningAsync()
    {
        const string Announcement = "Listening on ";
        using var timeout = new CancellationTokenSource(Patience);
        string? line = await _process.StandardOutput.ReadLineAsync(timeout.Token);
        if (line?.StartsWith(Announcement, StringComparison.Ordinal) != true)
        {
            await _process.WaitForExitAsync(timeout.Token);
            throw new InvalidOperationException($"sioproxy did not start: {line} {Errors}");
        }
        Url = new Uri(line[Announcement.Length..]);
    }

    /// <summary>SIGKILL: no code of the program runs any more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name) =>
        Commands.Run("kill", "-" + name, _process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Asks it to stop; returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Signal("TERM");
        return WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string ProgramIn(string folder) => Path.Combine(folder, "sioproxy.dll");

    private static IEnumerable<string> Arguments(string capture, IEnumerable<Uri> upstreams, string[] more) =>
        [
            .. upstreams.SelectMany(url => new[] { "--upstream", url.GetLeftPart(UriPartial.Authority) }),
            "--listen",
            "http://127.0.0.1:0",
            "--output",
            capture,
            .. more,
        ];

    private static ProxyProcess Start(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new ProxyProcess(Process.Start(start)!);
    }
}

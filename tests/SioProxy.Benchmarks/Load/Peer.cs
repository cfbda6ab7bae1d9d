using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SioProxy.Benchmarks.Load;

/// <summary>Something that can stand between the generator and the echo server, as a process of its own.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(3);

    private readonly Process? _process;
    private readonly string _directory;

    private Peer(string name, int port, Process? process, string directory)
    {
        Name = name;
        Port = port;
        _process = process;
        _directory = directory;
    }

    public string Name { get; }

    public int Port { get; }

    public string Capture => Path.Combine(_directory, "capture.db");

    /// <summary>What waits in its spill log; 0 without.</summary>
    public long SpillBytes => File.Exists(Capture + ".spill") ? new FileInfo(Capture + ".spill").Length : 0;

    /// <summary>Nothing in between.</summary>
    public static Peer Direct(int echoPort) => new("direct", echoPort, null, "");

    /// <exception cref="PeerMissingException">Its program is not installed.</exception>
    public static async Task<Peer> StartAsync(PeerKind kind, int echoPort, CancellationToken cancellationToken)
    {
        string directory = Directory.CreateTempSubdirectory("sioproxy-load-").FullName;
        int port = FreePort();
        ProcessStartInfo start = kind.Command(new PeerPlace(directory, port, echoPort));
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Directory.Delete(directory, recursive: true);
            throw new PeerMissingException($"{kind.Name} is not installed ({start.FileName}: {kind.Install}).");
        }
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, e) =>
        {
            if (!string.IsNullOrEmpty(e.Data))
            {
                File.AppendAllText(Path.Combine(directory, "stderr.log"), e.Data + "\n");
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peer = new Peer(kind.Name, port, process, directory);
        await peer.WaitUntilListeningAsync(cancellationToken);
        return peer;
    }

    public ProcessSample Sample() => _process is null ? default : ProcessSample.Of(_process.Id);

    /// <summary>
    /// Waits until it does nothing any more: what it merges, writes or collects after its load would be at the cost of the
    /// peer that is measured next.
    /// </summary>
    public async Task WaitUntilQuietAsync(CancellationToken cancellationToken)
    {
        var patience = Stopwatch.StartNew();
        ProcessSample before = Sample();
        while (_process is { HasExited: false } && patience.Elapsed < LongestRest)
        {
            await Task.Delay(Rest, cancellationToken);
            ProcessSample after = Sample();
            if (after.Cpu - before.Cpu < Rest / 50)
            {
                return;
            }
            before = after;
        }
    }

    /// <summary>Asks it to end and waits, so that what it writes at its end is there.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false })
        {
            using Process? kill = Process.Start(
                "kill",
                ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            );
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            await _process.WaitForExitAsync(patience.Token);
        }
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
            _process.Dispose();
        }
        if (_directory.Length > 0)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), cancellationToken);
                return;
            }
            catch (SocketException) when (!_process!.HasExited && patience.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50, cancellationToken);
            }
            catch (SocketException)
            {
                string log = Path.Combine(_directory, "stderr.log");
                throw new PeerMissingException(
                    $"{Name} did not start: {(File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : "no output")}"
                );
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using SioProxy.Benchmarks.Soak.Running;

namespace SioProxy.Benchmarks.Starting;

/// <summary>A program that says where it listens, and how to start it.</summary>
/// <param name="Name">The program.</param>
/// <param name="Capture">What it records into.</param>
/// <param name="Command">Its start; called each time, as a new capture is to be new each time.</param>
internal sealed record Starter(string Name, string Capture, Func<ProcessStartInfo> Command)
{
    private const string Announcement = "Listening on ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts it once and stops it again.</summary>
    /// <returns>Milliseconds until it listened.</returns>
    public async Task<double> TimeAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        ProcessStartInfo start = Command();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            string? line = await process.StandardOutput.ReadLineAsync(deadline.Token);
            double milliseconds = watch.Elapsed.TotalMilliseconds;
            if (line?.StartsWith(Announcement, StringComparison.Ordinal) != true)
            {
                throw new InvalidOperationException($"{Name} did not start: {line} {await errors}");
            }
            await ConnectAsync(new Uri(line[Announcement.Length..]), deadline.Token);
            Commands.Run("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0
                ? milliseconds
                : throw new InvalidOperationException($"{Name} ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>What says that it listens does.</summary>
    private static async Task ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
    }
}

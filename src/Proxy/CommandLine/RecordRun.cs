using System.Runtime.InteropServices;
using SioProxy.Proxy.Hosting;
using SioProxy.Proxy.Terminal;
using SioProxy.Recording;

namespace SioProxy.Proxy.CommandLine;

/// <summary>One run of <c>record</c>, from its arguments to its exit code.</summary>
internal static partial class RecordRun
{
    public static async Task<int> RunAsync(RecordArguments arguments, CancellationToken cancellationToken)
    {
        RecordSettings settings = RecordSettings.From(arguments, TimeProvider.System) with { };
        settings = settings with
        {
            Server = settings.Server with { PrefersInlineCompletions = InlineCompletions.AreOn },
        };
        using var console = new StatusConsole(Console.Error, isTerminal: !Console.IsErrorRedirected);
        using var logs = new ConsoleLogs(
            console,
            arguments.Quiet ? LogLevel.Error : arguments.LogLevel,
            arguments.JsonLogs
        );
        ILogger logger = logs.CreateLogger("sioproxy");
        bool isNew = !File.Exists(settings.Recorder.Output);
        Recorder recorder = StartRecorder(settings.Recorder, logger);
        ProxyServer server;
        try
        {
            server = await ProxyServer.StartAsync(settings.Server, recorder, logs, cancellationToken);
        }
        catch
        {
            await recorder.DisposeAsync();
            if (isNew)
            {
                DeleteEmpty(settings.Recorder.Output);
            }
            throw;
        }
        await using (server)
        {
            using var stop = new StopSignals(TimeProvider.System);
            Announce(server, settings, recorder.Snapshot().Path, logger);
            using (
                arguments.Quiet || arguments.JsonLogs ? null : new StatusLine(console, recorder, TimeProvider.System)
            )
            {
                await stop.WaitAsync(cancellationToken);
            }
            Log.Stopping(logger, server.OpenExchanges);
            await server.StopAsync(CancellationToken.None);
        }
        await recorder.DisposeAsync();
        return Finish(recorder, logger);
    }

    private static Recorder StartRecorder(RecorderOptions options, ILogger logger)
    {
        try
        {
            return Recorder.Start(options, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static void DeleteEmpty(string output)
    {
        foreach (string part in (string[])[output, output + "-wal", output + "-shm", output + ".spill"])
        {
            File.Delete(part);
        }
    }

    private static void Announce(ProxyServer server, RecordSettings settings, string path, ILogger logger)
    {
        foreach (Uri address in server.Addresses)
        {
            Console.Out.WriteLine($"Listening on {address.GetLeftPart(UriPartial.Authority)}");
            if (!address.IsLoopback)
            {
                Log.NotLoopback(logger, address.GetLeftPart(UriPartial.Authority));
            }
        }
        Console.Out.Flush();
        string upstreams = string.Join(
            ", ",
            settings.Server.Forwarding.Upstreams.Select(u => u.GetLeftPart(UriPartial.Authority))
        );
        Log.Recording(logger, upstreams, path);
        if (settings.Server.Forwarding.IsInsecure)
        {
            Log.Insecure(logger);
        }
        if (settings.Recorder.Tracker.Redactor is null)
        {
            Log.NotRedacted(logger);
        }
    }

    private static int Finish(Recorder recorder, ILogger logger)
    {
        RecorderStatus status = recorder.Snapshot();
        Log.Stopped(logger, status.Packets, status.Gaps, status.Path);
        if (status.Problem is { } problem)
        {
            Console.Error.WriteLine($"sioproxy: not everything could be recorded: {problem}");
            return 1;
        }
        return 0;
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Information, "Forwarding to {Upstreams}, recording to {Output}")]
        public static partial void Recording(ILogger logger, string upstreams, string output);

        [LoggerMessage(
            101,
            LogLevel.Warning,
            "{Address} can be reached from other machines: whoever reaches it reaches the upstream"
        )]
        public static partial void NotLoopback(ILogger logger, string address);

        [LoggerMessage(
            102,
            LogLevel.Warning,
            "THE UPSTREAM'S CERTIFICATE IS NOT VERIFIED (--insecure-upstream): anyone in between can read and change the traffic"
        )]
        public static partial void Insecure(ILogger logger);

        [LoggerMessage(103, LogLevel.Warning, "Secrets are recorded as they are (--no-redact)")]
        public static partial void NotRedacted(ILogger logger);

        [LoggerMessage(104, LogLevel.Information, "Stopping; {Open} exchanges are open; a second signal ends at once")]
        public static partial void Stopping(ILogger logger, int open);

        [LoggerMessage(105, LogLevel.Information, "Recorded {Packets} packets with {Gaps} gaps to {Path}")]
        public static partial void Stopped(ILogger logger, long packets, long gaps, string path);
    }
}

using System.Runtime.InteropServices;
using SioProxy.Proxy.Hosting;
using SioProxy.Proxy.Operating;
using SioProxy.Proxy.Terminal;
using SioProxy.Recording;
using SioProxy.Storage;

namespace SioProxy.Proxy.CommandLine;

/// <summary>One run of <c>record</c>, from its arguments to its exit code.</summary>
internal static partial class RecordRun
{
    public static async Task<int> RunAsync(RecordArguments arguments, CancellationToken cancellationToken)
    {
        RecordSettings settings = RecordSettings.From(arguments, TimeProvider.System);
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
        await using (recorder) // whatever happens to the server: what was tapped is decoded and committed
        {
            Running running = await StartAsync(settings, recorder, logs, isNew, cancellationToken);
            await using (running.Metrics)
            await using (running.Server)
            {
                using var stop = new StopSignals(TimeProvider.System);
                Announce(running, settings, recorder.Snapshot().Path, logger);
                using (Status(arguments, console, recorder, logger))
                {
                    await stop.WaitAsync(cancellationToken);
                }
                Log.Stopping(logger, running.Server.OpenExchanges);
                await running.Server.StopAsync(CancellationToken.None);
            }
        }
        return Finish(recorder, logger, console, arguments.JsonLogs);
    }

    private readonly record struct Running(ProxyServer Server, MetricsServer? Metrics);

    private static IDisposable? Status(
        RecordArguments arguments,
        StatusConsole console,
        Recorder recorder,
        ILogger logger
    ) =>
        arguments.Quiet ? null
        : arguments.JsonLogs ? new StatusLog(recorder, logger, TimeProvider.System)
        : new StatusLine(console, recorder, TimeProvider.System);

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

    private static async Task<Running> StartAsync(
        RecordSettings settings,
        Recorder recorder,
        ConsoleLogs logs,
        bool isNew,
        CancellationToken cancellationToken
    )
    {
        ProxyServerOptions options = settings.Server;
        MetricsServer? metrics = null;
        ProxyServer? server = null;
        try
        {
            if (settings.Metrics is { } url)
            {
                metrics = await MetricsServer.StartAsync(
                    url,
                    recorder,
                    () => server?.OpenExchanges ?? 0,
                    cancellationToken
                );
                options = options with { FurtherOwnEndPoints = [metrics.EndPoint] };
            }
            server = await ProxyServer.StartAsync(options, recorder, logs, cancellationToken);
            return new Running(server, metrics);
        }
        catch
        {
            await (metrics?.DisposeAsync() ?? default);
            await recorder.DisposeAsync();
            if (isNew)
            {
                CaptureParts.Delete(settings.Recorder.Output); // empty
            }
            throw;
        }
    }

    private static void Announce(Running running, RecordSettings settings, string path, ILogger logger)
    {
        foreach (Uri address in running.Server.Addresses)
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
        if (running.Metrics is { } metrics)
        {
            Log.Metrics(logger, metrics.Address);
            if (!metrics.Address.IsLoopback)
            {
                Log.MetricsNotLoopback(logger, metrics.Address);
            }
        }
        if (settings.Server.Forwarding.IsInsecure)
        {
            Log.Insecure(logger);
        }
        if (settings.Recorder.Tracker.Redactor is null)
        {
            Log.NotRedacted(logger);
        }
    }

    private static int Finish(Recorder recorder, ILogger logger, StatusConsole console, bool isJson)
    {
        RecorderStatus status = recorder.Snapshot();
        Log.Stopped(logger, status.Packets, status.Gaps, status.Path);
        if (status.Problem is { } problem)
        {
            string sentence = $"not everything could be recorded: {problem}";
            console.WriteLine(
                isJson ? ConsoleLogs.ToJson(LogLevel.Error, default, sentence, null, null) : $"sioproxy: {sentence}"
            );
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

        [LoggerMessage(106, LogLevel.Information, "Metrics at {Address}metrics, health at {Address}health")]
        public static partial void Metrics(ILogger logger, Uri address);

        [LoggerMessage(107, LogLevel.Warning, "{Address} can be read from other machines")]
        public static partial void MetricsNotLoopback(ILogger logger, Uri address);

        [LoggerMessage(104, LogLevel.Information, "Stopping; {Open} exchanges are open; a second signal ends at once")]
        public static partial void Stopping(ILogger logger, int open);

        [LoggerMessage(105, LogLevel.Information, "Recorded {Packets} packets with {Gaps} gaps to {Path}")]
        public static partial void Stopped(ILogger logger, long packets, long gaps, string path);
    }
}

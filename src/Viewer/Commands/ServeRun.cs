using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Serving;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Viewer.Commands;

/// <summary>One run of <c>sioview serve</c>: from the capture to the report.</summary>
internal sealed class ServeRun(CommandIo io, ServeOptions options)
{
    /// <exception cref="CommandUsageException">It cannot be served.</exception>
    public async Task<int> RunAsync()
    {
        if (options.Report is { } path)
        {
            ReportFile.Check(path, options.Force, options.File);
        }
        ReplayPlan plan = ReadPlan();
        CheckKeys(plan);
        await using var server = new ReplayServer(
            plan,
            new ReplayServerOptions
            {
                Urls = [options.Listen],
                Serving = options.Serving,
                PassThrough = options.PassThrough,
                Patience = options.Wait,
                Tell = options.Quiet ? null : Tell,
                Time = io.Time,
            }
        );
        await server.StartAsync(io.Stop);
        foreach (Uri url in server.Urls)
        {
            io.Output.WriteLine($"Listening on {url}");
        }
        await io.Output.FlushAsync(io.Stop);
        int sessions = plan.Clients.Sum(client => client.Sessions.Count);
        Tell(
            $"{plan.Clients.Count} recorded clients, {sessions} sessions, {plan.Refusals.Count} refusals. Ctrl+C ends and reports."
        );
        foreach (string note in plan.Notes)
        {
            Tell(note);
        }
        await WaitAsync(server);
        ReplayResult result = server.Report();
        await server.StopAsync(CancellationToken.None);
        ReportPrinter.Print(io, result, options.Json);
        if (options.Report is not null)
        {
            ReportFile.Write(options.Report, result, options.Force);
        }
        return result.ExitCode;
    }

    private async Task WaitAsync(ReplayServer server)
    {
        try
        {
            await (options.Once ? server.Served : Task.Delay(Timeout.Infinite, io.Stop)).WaitAsync(io.Stop);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: what was served until now is reported.
        }
    }

    private ReplayPlan ReadPlan()
    {
        using CaptureReader reader = FileArguments.Open(options.File, io);
        ReplayPlan plan = CapturePlan.ReadSessions(reader, options.Filter, options.Sid, io.Stop);
        return plan.Clients.Count > 0
            ? plan
            : throw new CommandUsageException(
                $"There is nothing to serve in '{options.File}': no Socket.IO session of it takes part."
            );
    }

    private void CheckKeys(ReplayPlan plan)
    {
        if (options.Serving.Assign is not { } key)
        {
            return;
        }
        List<string?> values = [.. plan.Clients.Select(key.Of)];
        if (values.TrueForAll(value => value is null))
        {
            throw new CommandUsageException($"--assign {key}: no recorded client has it.");
        }
        if (values.Exists(value => value is not null && value.StartsWith("[redacted:", StringComparison.Ordinal)))
        {
            throw new CommandUsageException(
                $"--assign {key}: it was redacted when it was recorded; take another place."
            );
        }
    }

    private void Tell(string text)
    {
        if (!options.Quiet)
        {
            io.Error.WriteLine(TerminalText.Sanitize(text));
        }
    }
}

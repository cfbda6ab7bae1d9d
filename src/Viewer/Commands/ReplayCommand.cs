using System.CommandLine;
using SioProxy.Filtering;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Reporting;
using SioProxy.Storage;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview replay</c>: the recorded clients played against a real server, and what it said compared.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandIo io)
    {
        var arguments = new ReplayArguments();
        var command = new Command(
            "replay",
            "Plays the recorded clients against a server and compares: exit code 0 same, 1 different, 2 could not be played."
        );
        arguments.AddTo(command);
        command.SetAction((result, _) => RunAsync(io, arguments.Read(result)));
        return command;
    }

    // Exit code 1 says that the server differs, so whatever keeps it from being played ends with 2.
    private static async Task<int> RunAsync(CommandIo io, ReplayOptions options)
    {
        try
        {
            return await PlayAsync(io, options);
        }
        catch (Exception e) when (e is CaptureFileException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
        catch (OperationCanceledException)
        {
            throw new UsageException("Interrupted before anything was sent.");
        }
    }

    private static async Task<int> PlayAsync(CommandIo io, ReplayOptions options)
    {
        if (options.Report is { } path)
        {
            ReportFile.Check(path, options.Force);
        }
        ReplayPlan plan = ReadPlan(options, io);
        if (options.DryRun)
        {
            io.Output.WriteLine(PlanText.Write(plan, options.Supplied).TrimEnd());
            return ExitCode.Success;
        }
        if (options.Target is null)
        {
            throw new UsageException("Say where the server is: --target http://localhost:3000.");
        }
        CheckSupplied(plan, options);
        PlayedRun played;
        var run = new ReplayRun(
            plan,
            new PlayOptions
            {
                Target = options.Target,
                Transport = options.Transport,
                VerifyCertificate = !options.Insecure,
                Time = io.Time,
                Play = new PlayRules
                {
                    Rules = options.Rules,
                    Pace = options.Pace,
                    Cross = options.Cross,
                    Timeout = options.Timeout,
                    Supplied = options.Supplied,
                },
            }
        );
        using (var progress = new ReplayProgress(io, run))
        {
            played = await run.RunAsync(io.Stop);
        }
        ReplayResult result = played.Compare();
        if (options.Report is not null)
        {
            ReportFile.Write(options.Report, result, options.Force);
        }
        ReportPrinter.Print(io, result, options.Json);
        return result.ExitCode;
    }

    private static ReplayPlan ReadPlan(ReplayOptions options, CommandIo io)
    {
        if (options.Session is not null && options.Filter is not null)
        {
            throw new UsageException("--session already says what is played: leave the filter out.");
        }
        Filter filter = FilterArguments.Parse(options.Filter);
        using CaptureReader reader = FileArguments.Open(options.File, io);
        ReplayPlan plan = CapturePlan.ReadSessions(reader, filter, options.Session, io.Stop);
        return plan.Steps.Any()
            ? plan
            : throw new UsageException(
                $"There is nothing to play in '{options.File}': no Socket.IO packet of it takes part."
            );
    }

    private static void CheckSupplied(ReplayPlan plan, ReplayOptions options)
    {
        List<SuppliedPlace> missing = [.. SuppliedPlaces.In(plan).Where(place => !options.Supplied.Has(place))];
        if (missing.Count > 0)
        {
            throw new UsageException(
                "Secrets that were redacted when this was recorded have to be supplied:\n"
                    + string.Join('\n', missing.Select(place => $"  {place.Name}: {place.Mark}, {place.Where}"))
                    + $"\nUse --set {missing[0].Name}=value or --set-env {missing[0].Name}"
                    + $" (--set {missing[0].Digits}=value for this one alone)."
            );
        }
    }
}

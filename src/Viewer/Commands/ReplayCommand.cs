using System.CommandLine;
using SioProxy.Filtering;
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
            return await PrepareAsync(io, options);
        }
        catch (Exception e) when (e is CaptureFileException or IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException(e.Message);
        }
        catch (OperationCanceledException)
        {
            throw new CommandUsageException("Interrupted before anything was sent.");
        }
    }

    private static async Task<int> PrepareAsync(CommandIo io, ReplayOptions options)
    {
        CheckFiles(options);
        ReplayPlan plan = ReadPlan(options, io);
        if (options.DryRun)
        {
            io.Output.WriteLine(PlanText.Write(plan, options.Play.Supplied).TrimEnd());
            return ExitCode.Success;
        }
        if (options.Target is null)
        {
            throw new CommandUsageException("Say where the server is: --target http://localhost:3000.");
        }
        CheckSupplied(plan, options.Play);
        RunRecorder? recorder = options.Record is null ? null : RunRecorder.Start(options.Record, options.Target);
        var play = new PlayOptions
        {
            Target = options.Target,
            Transport = options.Transport,
            VerifyCertificate = !options.Insecure,
            Witness = recorder,
            Time = io.Time,
            Play = options.Play,
        };
        int code;
        try
        {
            code = options switch
            {
                { Learn: not null } => await ReplayRuns.LearnAsync(io, options, plan, play),
                { Clients: > 1 } => await ReplayRuns.LoadAsync(io, options, plan, play),
                _ => await ReplayRuns.OnceAsync(io, options, plan, play),
            };
        }
        finally
        {
            if (recorder is not null)
            {
                await recorder.DisposeAsync();
            }
        }
        if (recorder?.Problem is { } problem)
        {
            await io.Error.WriteLineAsync($"Not everything could be recorded: {problem}");
        }
        return code;
    }

    private static void CheckFiles(ReplayOptions options)
    {
        if (options.Report is { } report)
        {
            ReportFile.Check(report, options.Force, options.File);
            bool hasForm = options.Clients == 1 || Path.GetExtension(report) is ".json" or ".txt";
            if (!hasForm || options.Learn is not null)
            {
                throw new CommandUsageException("The report of many clients is .json or .txt, and --learn has none.");
            }
        }
        if (options.Clients > 1 && options.Learn is not null)
        {
            throw new CommandUsageException("--learn plays the recorded clients once and again: leave --clients out.");
        }
        if (options.Record is { } record)
        {
            OutputFile.Check("--record", record, options.Force, options.File);
        }
        if (options.Learn is { } learn)
        {
            OutputFile.Check("--learn", learn, options.Force, options.File);
        }
    }

    // Links lead to the file that would be lost.
    private static ReplayPlan ReadPlan(ReplayOptions options, CommandIo io)
    {
        if (options.Session is not null && options.Filter is not null)
        {
            throw new CommandUsageException("--session already says what is played: leave the filter out.");
        }
        Filter filter = FilterArguments.Parse(options.Filter);
        using CaptureReader reader = FileArguments.Open(options.File, io);
        ReplayPlan plan = CapturePlan.ReadSessions(reader, filter, options.Session, io.Stop);
        return plan.Steps.Any()
            ? plan
            : throw new CommandUsageException(
                $"There is nothing to play in '{options.File}': no Socket.IO packet of it takes part."
            );
    }

    private static void CheckSupplied(ReplayPlan plan, PlayRules play)
    {
        List<SuppliedPlace> missing = [.. SuppliedPlaces.In(plan).Where(place => !play.Supplied.Has(place))];
        List<string> lines = [.. missing.Select(place => $"  {place.Name}: {place.Mark}, {place.Where}")];
        foreach (SioProxy.Replay.Rules.ReplayRule rule in play.Rules.All.Where(rule => rule.Set is not null))
        {
            play.Supplied.Expand(rule.Set!, out IReadOnlyList<string> names, out _);
            lines.AddRange(names.Select(name => $"  {name}: the rule '{rule}' on line {rule.Line}"));
        }
        if (lines.Count > 0)
        {
            string use =
                missing.Count == 0
                    ? "Use --set NAME=value, or set the environment variables."
                    : $"Use --set {missing[0].Name}=value or --set-env {missing[0].Name}"
                        + $" (--set {missing[0].Digits}=value for this one alone).";
            throw new CommandUsageException(
                "Values that the capture does not hold have to be supplied:\n" + string.Join('\n', lines) + "\n" + use
            );
        }
    }
}

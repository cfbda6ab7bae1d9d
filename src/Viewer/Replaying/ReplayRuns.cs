using System.Globalization;
using System.Text;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Learning;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;
using SioProxy.Viewer.Commands;

namespace SioProxy.Viewer.Replaying;

/// <summary>The ways to play a plan: once, twice to learn from, many times at once. Each returns the exit code.</summary>
internal static class ReplayRuns
{
    public static async Task<int> OnceAsync(CommandIo io, ReplayOptions options, ReplayPlan plan, PlayOptions play)
    {
        ReplayResult result = (await PlayAsync(io, plan, play)).Compare();
        ReportPrinter.Print(io, result, options.Json);
        if (options.Report is not null)
        {
            ReportFile.Write(options.Report, result, options.Force);
        }
        return result.ExitCode;
    }

    public static async Task<int> LearnAsync(CommandIo io, ReplayOptions options, ReplayPlan plan, PlayOptions play)
    {
        PlayedRun first = Whole(await PlayAsync(io, plan, play));
        PlayedRun second = Whole(await PlayAsync(io, plan, play));
        ReplayRules rules = play.Play.Rules;
        IReadOnlyList<ProposedRule> proposed = RuleLearner.Learn(plan, first.Live, second.Live, rules);
        var learned = new ReplayRules([.. proposed.Select(rule => rule.Rule), .. rules.All]);
        ReportFile.WriteText(options.Learn!, RulesFile.Write(learned), options.Force);
        io.Output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{proposed.Count} rules proposed in {options.Learn}, {rules.All.Count} kept. Nothing was applied: review them, then use --rules."
            )
        );
        foreach (ProposedRule rule in proposed)
        {
            io.Output.WriteLine($"  {rule.Rule}: {rule.Rule.Why}");
        }
        ReplayResult then = (second with { Rules = learned }).Compare();
        io.Output.WriteLine("By them the second run would have been: " + TextReport.Verdict(then));
        return ExitCode.Success;
    }

    private static PlayedRun Whole(PlayedRun run) =>
        run.Facts.Failure is { } failure ? throw new CommandUsageException($"Could not be played: {failure}") : run;

    public static async Task<int> LoadAsync(CommandIo io, ReplayOptions options, ReplayPlan plan, PlayOptions play)
    {
        var load = new ReplayLoad(plan, play, options.Clients, options.Ramp);
        load.Progressed = (ended, running) => ShowLoad(io, options.Clients, ended, running);
        LoadResult result = await load.RunAsync(io.Stop);
        if (io.IsErrorTerminal)
        {
            await io.Error.WriteAsync("\r" + new string(' ', 60) + "\r");
        }
        PrintLoad(io, result, options.Json);
        if (options.Report is { } path)
        {
            bool isJson = string.Equals(Path.GetExtension(path), ".json", StringComparison.Ordinal);
            ReportFile.WriteText(path, isJson ? LoadReport.Json(result) : LoadReport.Text(result), options.Force);
        }
        return result.ExitCode;
    }

    private static void PrintLoad(CommandIo io, LoadResult result, bool asJson)
    {
        if (asJson)
        {
            using var output = new SafeJsonStream(io.Output);
            output.Write(Encoding.UTF8.GetBytes(LoadReport.Json(result)));
        }
        else
        {
            io.Output.WriteLine(LoadReport.Text(result).TrimEnd());
        }
    }

    private static void ShowLoad(CommandIo io, int copies, int ended, int running)
    {
        if (io.IsErrorTerminal)
        {
            string text = $"\r{ended} of {copies} copies ended, {running} run  ";
            io.Error.Write(text);
        }
    }

    private static async Task<PlayedRun> PlayAsync(CommandIo io, ReplayPlan plan, PlayOptions play)
    {
        var run = new ReplayRun(plan, play);
        using var progress = new ReplayProgress(io, run);
        return await run.RunAsync(io.Stop);
    }
}

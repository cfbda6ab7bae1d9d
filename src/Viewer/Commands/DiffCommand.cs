using System.CommandLine;
using SioProxy.Filtering;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Storage;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview diff</c>: two captures compared by the rules of a replay.</summary>
internal static class DiffCommand
{
    private const int Same = 0;
    private const int Different = 1;

    public static Command Create(CommandIo io)
    {
        var recorded = new Argument<string>("FILE") { Description = "The capture that is taken as right." };
        var live = new Argument<string>("OTHER") { Description = "The capture that is compared with it." };
        var filter = new Option<string?>("--filter")
        {
            Description = "Compare only the rows of both that match.",
            HelpName = "FILTER",
        };
        var rules = new Option<string?>("--rules")
        {
            Description = "What may differ: a rules file.",
            HelpName = "RULES.json",
        };
        var report = new Option<string?>("--report")
        {
            Description = "Write the report to a file as well: .json, .xml (JUnit), .html or .txt.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace an existing report." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "diff",
            "Compares two captures, step by step: exit code 0 same, 1 different, 2 not compared."
        )
        {
            recorded,
            live,
            filter,
            rules,
            report,
            force,
            json,
        };
        command.SetAction(result =>
            Run(
                io,
                new DiffOptions
                {
                    File = result.GetRequiredValue(recorded),
                    Other = result.GetRequiredValue(live),
                    Filter = FilterArguments.Parse(result.GetValue(filter)),
                    Rules = RulesArgument.Read(result.GetValue(rules)),
                    Report = result.GetValue(report),
                    Force = result.GetValue(force),
                    Json = result.GetValue(json),
                }
            )
        );
        return command;
    }

    // Exit code 1 says that the captures differ, so whatever keeps them from being compared ends with 2.
    private static int Run(CommandIo io, DiffOptions options)
    {
        try
        {
            return Compare(io, options);
        }
        catch (Exception e) when (e is CaptureFileException or IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException(e.Message);
        }
        catch (OperationCanceledException)
        {
            throw new CommandUsageException("Interrupted before the end.");
        }
    }

    private static int Compare(CommandIo io, DiffOptions options)
    {
        if (options.Report is { } path)
        {
            ReportFile.Check(path, options.Force, options.File, options.Other);
        }
        ReplayResult compared = PlanComparer.Compare(
            ReadPlan(options.File, options.Filter, io),
            ReadPlan(options.Other, options.Filter, io),
            options.Rules
        );
        ReportPrinter.Print(io, compared, options.Json);
        if (options.Report is not null)
        {
            ReportFile.Write(options.Report, compared, options.Force);
        }
        return compared.HasDifferences ? Different : Same;
    }

    private static ReplayPlan ReadPlan(string path, Filter filter, CommandIo io)
    {
        using CaptureReader reader = FileArguments.Open(path, io);
        ReplayPlan plan = CapturePlan.Read(reader, filter, io.Stop);
        return plan.Steps.Any()
            ? plan
            : throw new CommandUsageException(
                $"There is nothing to compare in '{path}': no Socket.IO packet of it takes part."
            );
    }
}

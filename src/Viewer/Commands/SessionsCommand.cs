using System.CommandLine;
using System.Globalization;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview sessions</c>: a line for each session.</summary>
internal static class SessionsCommand
{
    public static Command Create(CommandIo io)
    {
        Argument<string> file = FileArguments.Create();
        Argument<string?> filter = FilterArguments.Create();
        var json = new Option<bool>("--json") { Description = "Print an object a line." };
        var refused = new Option<bool>("--refused")
        {
            Description = "Print the requests that became no session instead, a line for each way they were refused.",
        };
        var problems = new Option<bool>("--problems")
        {
            Description = "Print what is wrong instead, a line for each kind, with the sessions that have it.",
        };
        var command = new Command(
            "sessions",
            "Prints sessions, a line each, and what is wrong with them; with a filter those with a row that matches."
        )
        {
            file,
            filter,
            json,
            refused,
            problems,
        };
        command.SetAction(result =>
        {
            Filter wanted = FilterArguments.Parse(result.GetValue(filter));
            using CaptureReader reader = FileArguments.Open(result.GetRequiredValue(file), io);
            SessionOverview overview = Survey(reader, io);
            if (result.GetValue(problems))
            {
                ProblemLines.Write(io.Output, overview, result.GetValue(json));
                return ExitCode.Success;
            }
            if (result.GetValue(refused))
            {
                RefusalLines.Write(io.Output, overview.Refusals, result.GetValue(json));
                return ExitCode.Success;
            }
            IReadOnlyList<SessionSummary> sessions = SessionSummary.Read(reader, overview, wanted, io.Stop);
            if (result.GetValue(json))
            {
                using var output = new SafeJsonStream(io.Output);
                foreach (SessionSummary summary in sessions)
                {
                    JsonLine.Write(output, line => SessionJson.WriteMembers(line, summary));
                }
            }
            else
            {
                WriteText(io.Output, overview, sessions, withRefusals: wanted.IsAll);
            }
            FileArguments.TellOfGaps(reader, wanted, io);
            return ExitCode.Success;
        });
        return command;
    }

    private static SessionOverview Survey(CaptureReader reader, CommandIo io)
    {
        using var progress = new ReadingProgress(io, reader.LastRowId, isSilent: false);
        return SurveyReader.Read(reader, io.Stop, row => progress.Report(row, "reading"));
    }

    private static void WriteText(
        CommandOutput output,
        SessionOverview overview,
        IReadOnlyList<SessionSummary> sessions,
        bool withRefusals
    )
    {
        WriteTable(output, sessions);
        WriteDiagnoses(output, sessions);
        if (!withRefusals)
        {
            return;
        }
        foreach (Diagnosis finding in overview.Findings)
        {
            output.WriteLine(RefusalLines.Of("capture", finding));
        }
        RefusalLines.Write(output, overview.Refusals, isJson: false);
    }

    private static void WriteTable(CommandOutput output, IReadOnlyList<SessionSummary> sessions)
    {
        var table = new TextTable(
            "SESSION",
            "OPENED",
            ">LASTED",
            "EIO",
            "TRANSPORT",
            "CLIENT",
            "NODE",
            ">FROM CLIENT",
            ">FROM SERVER",
            ">BYTES",
            ">HEARTBEAT",
            ">UNANSWERED",
            ">MATCHES",
            "END"
        );
        foreach (SessionSummary summary in sessions)
        {
            SessionEntry session = summary.Session;
            table.Add(
                session.Sid,
                TimeText.Iso(session.OpenedAtMicros),
                AmountText.Duration(summary.DurationMicros),
                ((int)session.Version).ToString(CultureInfo.InvariantCulture),
                summary.Report.Transports,
                session.Client,
                session.Node ?? AmountText.None,
                AmountText.Count(session.ClientPackets),
                AmountText.Count(session.ServerPackets),
                AmountText.Bytes(session.ClientBytes + session.ServerBytes),
                AmountText.Duration(summary.Report.Heartbeat?.MedianMicros),
                AmountText.Count(summary.Report.Unanswered),
                summary.Matches is { } matches ? AmountText.Count(matches) : AmountText.None,
                summary.Report.End
            );
        }
        table.WriteTo(output);
    }

    private static void WriteDiagnoses(CommandOutput output, IEnumerable<SessionSummary> sessions)
    {
        foreach (SessionSummary summary in sessions)
        {
            foreach (Diagnosis diagnosis in summary.Report.Diagnoses)
            {
                output.WriteLine(RefusalLines.Of(summary.Session.Sid, diagnosis));
            }
        }
    }
}

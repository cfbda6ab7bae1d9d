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
        var command = new Command(
            "sessions",
            "Prints sessions, a line each, and what is wrong with them; with a filter those with a row that matches."
        )
        {
            file,
            filter,
            json,
            refused,
        };
        command.SetAction(result =>
        {
            Filter wanted = FilterArguments.Parse(result.GetValue(filter));
            using CaptureReader reader = FileArguments.Open(result.GetRequiredValue(file), io);
            SessionOverview overview = SurveyReader.Read(reader, io.Stop);
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
                WriteTable(io.Output, sessions);
                WriteDiagnoses(io.Output, sessions);
                if (wanted.IsAll)
                {
                    RefusalLines.Write(io.Output, overview.Refusals, isJson: false);
                }
            }
            FileArguments.TellOfGaps(reader, wanted, io);
            return ExitCode.Success;
        });
        return command;
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

using SioProxy.Replay.Comparing;
using SioProxy.Replay.Reporting;
using SioProxy.Viewer.Commands;

namespace SioProxy.Viewer.Replaying;

/// <summary>The report on standard output.</summary>
internal static class ReportPrinter
{
    public static void Print(CommandIo io, ReplayResult result, bool asJson)
    {
        if (asJson)
        {
            using var output = new SafeJsonStream(io.Output);
            output.Write(System.Text.Encoding.UTF8.GetBytes(JsonReport.Write(result)));
        }
        else
        {
            io.Output.WriteLine(TextReport.Write(result).TrimEnd());
        }
    }
}

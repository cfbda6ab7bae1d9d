using System.Text;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Reporting;
using SioProxy.Viewer.Commands;

namespace SioProxy.Viewer.Replaying;

/// <summary>The file of <c>--report</c>, in the form that its name asks for.</summary>
internal static class ReportFile
{
    /// <exception cref="CommandUsageException">No report has that form, or the file cannot be written there.</exception>
    public static void Check(string path, bool replaces, params ReadOnlySpan<string> inputs)
    {
        _ = WriterFor(path);
        OutputFile.Check("--report", path, replaces, inputs);
    }

    public static void Write(string path, ReplayResult result, bool replaces) =>
        WriteText(path, WriterFor(path)(result), replaces);

    public static void WriteText(string path, string text, bool replaces)
    {
        using var file = new ExportFile(path, replaces);
        using (FileStream stream = ExportFile.Create(file.TemporaryPath, FileMode.Create))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        file.Commit();
    }

    private static Func<ReplayResult, string> WriterFor(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => JsonReport.Write,
            ".xml" => JUnitReport.Write,
            ".html" => HtmlReport.Write,
            ".txt" => TextReport.Write,
            _ => throw new CommandUsageException(
                $"'{path}' names no form of report: end it in .json, .xml (JUnit), .html or .txt."
            ),
        };
}

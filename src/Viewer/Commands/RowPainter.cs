using SioProxy.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>Colours for rows on a terminal: who sent it, and at a glance what went wrong.</summary>
internal static class RowPainter
{
    private const string Client = "36"; // cyan
    private const string Server = "32"; // green
    private const string Fault = "31"; // red
    private const string Gap = "1;33"; // bold yellow

    private static readonly string[] Arrows = ["->", "<-"];

    public static void WriteLine(CommandOutput output, CapturedRow row, string line)
    {
        string? whole = row switch
        {
            CapturedGap => Gap,
            CapturedPacket { Fault: not null } or CapturedMessage { Fault: not null } => Fault,
            _ => null,
        };
        int arrow = Arrows
            .Select(text => line.IndexOf($" {text} ", StringComparison.Ordinal))
            .Where(at => at >= 0)
            .DefaultIfEmpty(-1)
            .Min();
        if (whole is not null || arrow < 0 || row is not (CapturedPacket or CapturedMessage))
        {
            output.Paint(line, whole);
        }
        else
        {
            int end = arrow + 3;
            output.Paint(line[..arrow], null);
            output.Paint(line[arrow..end], line[arrow + 1] == '-' ? Client : Server);
            output.Paint(line[end..], null);
        }
        output.WriteLine();
    }
}

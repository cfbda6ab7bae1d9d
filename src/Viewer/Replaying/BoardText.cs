using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Replaying;

/// <summary>The board's lines as they are painted; without colours the sign at the beginning says it alone.</summary>
internal sealed class BoardText(ViewerTheme theme)
{
    private const int LongestArguments = 300;

    public IEnumerable<(string Text, Attribute Attribute)> Parts(BoardLine line)
    {
        if (line.Step is not { } step)
        {
            return [(" " + TerminalText.Sanitize(line.Heading!, 200), theme.Heading)];
        }
        Attribute tone = ToneOf(line.State);
        string number = line.State == StepState.Extra ? "" : step.Number.ToString(CultureInfo.InvariantCulture);
        bool isClient = step.From == Direction.ClientToServer;
        string note = line.Note is null ? "" : $"  ({TerminalText.Sanitize(line.Note, 200)})";
        return
        [
            ($" {SignOf(line.State)} ", tone),
            (CellText.Fill(number, 6, isRight: true) + "  ", theme.Dim),
            (isClient ? "→ " : "← ", isClient ? theme.Client : theme.Server),
            (CellText.Fill(TerminalText.Sanitize(line.Label, 60), 24) + " ", tone),
            (TerminalText.Sanitize(step.Args.GetRawText(), LongestArguments), theme.Dim),
            (note, tone),
        ];
    }

    private static string SignOf(StepState state) =>
        state switch
        {
            StepState.Waiting => "·",
            StepState.Good => "✓",
            StepState.Different => "≠",
            StepState.Missing => "-",
            StepState.Extra => "+",
            StepState.Late => "!",
            _ => "✗",
        };

    private Attribute ToneOf(StepState state) =>
        state switch
        {
            StepState.Waiting => theme.Dim,
            StepState.Good => theme.Good,
            StepState.Late => theme.Mark,
            _ => theme.Fault,
        };
}

using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>Cells in aligned columns, for people.</summary>
/// <param name="headings">The headings; one that begins with <c>&gt;</c> stands over numbers, set to the right.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows =
    [
        [.. headings.Select(heading => heading.TrimStart('>'))],
    ];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(cell => TerminalText.Sanitize(cell))]);

    public void WriteTo(CommandOutput output)
    {
        int[] widths = [.. headings.Select((_, column) => _rows.Max(row => DisplayWidth.Of(row[column])))];
        foreach (string[] row in _rows)
        {
            var line = new StringBuilder();
            for (int i = 0; i < row.Length; i++)
            {
                bool isNumber = headings[i].StartsWith('>');
                line.Append(i == 0 ? "" : "  ").Append(DisplayWidth.Pad(row[i], widths[i], isNumber));
            }
            output.WriteLine(line.ToString().TrimEnd());
        }
    }
}

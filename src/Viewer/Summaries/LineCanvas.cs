using System.Globalization;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Summaries;

/// <summary>A line of a terminal to put texts on, later ones over earlier ones; columns are counted as terminals do.</summary>
internal sealed class LineCanvas
{
    private readonly (string Text, Tone Tone)[] _cells;

    public LineCanvas(int width)
    {
        _cells = new (string, Tone)[Math.Max(0, width)];
        Array.Fill(_cells, (" ", Tone.Plain));
    }

    /// <summary>Puts a sanitised text there; what does not fit is left out.</summary>
    /// <returns>The column behind it.</returns>
    public int Put(int column, string text, Tone tone)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            int width = DisplayWidth.Of(element);
            if (column + width > _cells.Length)
            {
                break;
            }
            if (width > 0 && column >= 0)
            {
                Clear(column, width);
                _cells[column] = (element, tone);
                for (int i = 1; i < width; i++)
                {
                    _cells[column + i] = ("", tone);
                }
            }
            column += width;
        }
        return column;
    }

    /// <summary>One character again and again, from a column up to and with another.</summary>
    public void Fill(int from, int to, string element, Tone tone)
    {
        for (int column = Math.Max(0, from); column <= to && column < _cells.Length; column++)
        {
            Clear(column, 1);
            _cells[column] = (element, tone);
        }
    }

    /// <summary>The line in pieces of one tone each.</summary>
    public IReadOnlyList<(string Text, Tone Tone)> ToPieces()
    {
        var pieces = new List<(string, Tone)>();
        int from = 0;
        for (int i = 1; i <= _cells.Length; i++)
        {
            if (i == _cells.Length || _cells[i].Tone != _cells[from].Tone)
            {
                pieces.Add((string.Concat(_cells[from..i].Select(cell => cell.Text)), _cells[from].Tone));
                from = i;
            }
        }
        return pieces;
    }

    public override string ToString() => string.Concat(_cells.Select(cell => cell.Text));

    // A wide character of which a part is overwritten leaves blanks.
    private void Clear(int column, int width)
    {
        for (int start = column; start >= 0 && _cells[start].Text.Length == 0; start--)
        {
            _cells[start] = (" ", _cells[start].Tone);
            if (start > 0 && _cells[start - 1].Text.Length > 0)
            {
                _cells[start - 1] = (" ", _cells[start - 1].Tone);
            }
        }
        for (int after = column + width; after < _cells.Length && _cells[after].Text.Length == 0; after++)
        {
            _cells[after] = (" ", _cells[after].Tone);
        }
    }
}

using System.Globalization;
using System.Text;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>
/// What a program has painted on an xterm-like terminal: the characters in their places, as far as full-screen programs need,
/// and the answers to what they ask of a terminal.
/// </summary>
internal sealed class Screen(int columns, int rows)
{
    private readonly string[][] _cells = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    private readonly List<byte> _sequence = [];
    private readonly List<byte> _character = [];
    private readonly Dictionary<string, string> _styles = new(StringComparer.Ordinal);
    private State _state;
    private int _row;
    private int _column;
    private (int Row, int Column) _saved;
    private string _style = "";

    private enum State
    {
        Text,
        Escape,
        Control,
        String,
        StringEscape,
        Charset,
    }

    /// <summary>How often something on it changed, colours included.</summary>
    public long Changes { get; private set; }

    /// <summary>What the program is to be told, since this was asked last.</summary>
    public List<byte> Answers { get; } = [];

    /// <summary>A line's text, blanks at its end left out.</summary>
    public string Line(int row) => string.Concat(_cells[row].Select(cell => cell[..CharactersOf(cell)])).TrimEnd();

    /// <summary>All lines.</summary>
    public string Text => string.Join('\n', Enumerable.Range(0, rows).Select(Line));

    /// <summary>Whether a text stands somewhere in one line.</summary>
    public bool Contains(string text) =>
        Enumerable.Range(0, rows).Any(row => Line(row).Contains(text, StringComparison.Ordinal));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
        {
            Write(next);
        }
    }

    private static string[] Blank(int columns) => [.. Enumerable.Repeat(" ", columns)];

    // A cell is its character and, behind a line feed, its style.
    private static int CharactersOf(string cell)
    {
        int end = cell.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? cell.Length : end;
    }

    private void Write(byte next)
    {
        switch (_state)
        {
            case State.Text:
                WriteText(next);
                break;
            case State.Escape:
                WriteEscape(next);
                break;
            case State.Control:
                _sequence.Add(next);
                if (next is >= 0x40 and <= 0x7e)
                {
                    _state = State.Text;
                    Control((char)next, Encoding.ASCII.GetString([.. _sequence[..^1]]));
                }
                break;
            case State.String:
                if (next == 7)
                {
                    EndString();
                }
                else if (next == 0x1b)
                {
                    _state = State.StringEscape;
                }
                else
                {
                    _sequence.Add(next);
                }
                break;
            case State.StringEscape:
                EndString();
                break;
            default:
                _state = State.Text;
                break;
        }
    }

    private void WriteText(byte next)
    {
        switch (next)
        {
            case 0x1b:
                _state = State.Escape;
                break;
            case (byte)'\r':
                _column = 0;
                break;
            case (byte)'\n':
                LineFeed();
                break;
            case (byte)'\b':
                _column = Math.Max(0, _column - 1);
                break;
            case (byte)'\t':
                _column = Math.Min(columns - 1, (_column | 7) + 1);
                break;
            case >= 0x20:
                _character.Add(next);
                if (
                    Rune.DecodeFromUtf8(_character.ToArray(), out Rune rune, out _)
                    != System.Buffers.OperationStatus.NeedMoreData
                )
                {
                    _character.Clear();
                    Put(rune);
                }
                break;
        }
    }

    private void WriteEscape(byte next)
    {
        _sequence.Clear();
        _state = (char)next switch
        {
            '[' => State.Control,
            ']' or 'P' or '_' or '^' => State.String,
            '(' or ')' or '#' or '%' => State.Charset,
            _ => State.Text,
        };
        switch ((char)next)
        {
            case '7':
                _saved = (_row, _column);
                break;
            case '8':
                (_row, _column) = _saved;
                break;
            case 'M':
                _row = Math.Max(0, _row - 1);
                break;
        }
    }

    private void EndString()
    {
        _state = State.Text;
        string text = Encoding.UTF8.GetString([.. _sequence]);
        if (text is "10;?" or "11;?")
        {
            Answer($"\u001b]{text[..2]};rgb:{(text[1] == '0' ? "ffff/ffff/ffff" : "0000/0000/0000")}\u001b\\");
        }
    }

    private void Control(char kind, string parameters)
    {
        int[] numbers =
        [
            .. parameters
                .TrimStart('?', '>', '=', '<')
                .Split(';', ':')
                .Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : 0),
        ];
        int first = numbers[0];
        int count = Math.Max(1, first);
        switch (kind)
        {
            case 'H' or 'f':
                (_row, _column) = (
                    Math.Clamp(count - 1, 0, rows - 1),
                    Math.Clamp((numbers.Length > 1 ? numbers[1] : 1) - 1, 0, columns - 1)
                );
                break;
            case 'A':
                _row = Math.Max(0, _row - count);
                break;
            case 'B' or 'e':
                _row = Math.Min(rows - 1, _row + count);
                break;
            case 'C' or 'a':
                _column = Math.Min(columns - 1, _column + count);
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'G' or '`':
                _column = Math.Clamp(count - 1, 0, columns - 1);
                break;
            case 'd':
                _row = Math.Clamp(count - 1, 0, rows - 1);
                break;
            case 'J':
                Erase(
                    first == 0 ? _row * columns + _column : 0,
                    first == 1 ? _row * columns + _column + 1 : rows * columns
                );
                break;
            case 'K':
                Erase(
                    _row * columns + (first == 0 ? _column : 0),
                    _row * columns + (first == 1 ? _column + 1 : columns)
                );
                break;
            case 'X':
                Erase(_row * columns + _column, _row * columns + Math.Min(columns, _column + count));
                break;
            case 'm' when !parameters.StartsWith('>'):
                Style(numbers);
                break;
            default:
                AnswerControl(kind, parameters);
                break;
        }
    }

    // Colours replace each other; anything else is kept until it is all taken back.
    private void Style(int[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            int length =
                numbers[i] is not (38 or 48) || i + 1 >= numbers.Length ? 1
                : numbers[i + 1] == 2 ? 5
                : 3;
            string value = string.Join(';', numbers.Skip(i).Take(length));
            switch (numbers[i])
            {
                case 0:
                    _styles.Clear();
                    break;
                case (>= 30 and <= 39) or (>= 90 and <= 97):
                    _styles["foreground"] = value;
                    break;
                case (>= 40 and <= 49) or (>= 100 and <= 107):
                    _styles["background"] = value;
                    break;
                default:
                    _styles[numbers[i] >= 20 ? (numbers[i] - 20).ToString(CultureInfo.InvariantCulture) : value] =
                        value;
                    break;
            }
            i += length - 1;
        }
        _style = string.Join(
            '/',
            _styles.OrderBy(style => style.Key, StringComparer.Ordinal).Select(style => style.Value)
        );
    }

    private void AnswerControl(char kind, string parameters)
    {
        string? answer = (kind, parameters) switch
        {
            ('c', "" or "0") => "[?62;22c",
            ('c', ">" or ">0") => "[>0;0;0c",
            ('n', "6") => string.Create(CultureInfo.InvariantCulture, $"[{_row + 1};{_column + 1}R"),
            ('n', "?6") => string.Create(CultureInfo.InvariantCulture, $"[?{_row + 1};{_column + 1}R"),
            ('n', "5") => "[0n",
            ('t', "18") => string.Create(CultureInfo.InvariantCulture, $"[8;{rows};{columns}t"),
            ('t', "14") => string.Create(CultureInfo.InvariantCulture, $"[4;{rows * 20};{columns * 10}t"),
            ('t', "16") => "[6;20;10t",
            _ => null,
        };
        if (answer is not null)
        {
            Answer("\u001b" + answer);
        }
    }

    private void Answer(string text) => Answers.AddRange(Encoding.ASCII.GetBytes(text));

    private void Put(Rune rune)
    {
        int width = IsWide(rune.Value) ? 2 : 1;
        if (_column + width > columns)
        {
            _column = 0;
            LineFeed();
        }
        Set(_row, _column, rune + (_style.Length > 0 ? "\n" + _style : ""));
        if (width == 2)
        {
            Set(_row, _column + 1, "");
        }
        _column += width;
    }

    private void LineFeed()
    {
        if (_row < rows - 1)
        {
            _row++;
            return;
        }
        string[] first = _cells[0];
        Array.Copy(_cells, 1, _cells, 0, rows - 1);
        Array.Fill(first, " ");
        _cells[rows - 1] = first;
        Changes++;
    }

    private void Erase(int from, int to)
    {
        for (int place = Math.Max(0, from); place < Math.Min(to, rows * columns); place++)
        {
            Set(place / columns, place % columns, " ");
        }
    }

    private void Set(int row, int column, string cell)
    {
        if (!string.Equals(_cells[row][column], cell, StringComparison.Ordinal))
        {
            _cells[row][column] = cell;
            Changes++;
        }
    }

    private static bool IsWide(int value) =>
        value
            is (>= 0x1100 and <= 0x115f)
                or (>= 0x2e80 and <= 0xa4cf)
                or (>= 0xac00 and <= 0xd7a3)
                or (>= 0xf900 and <= 0xfaff)
                or (>= 0xfe30 and <= 0xfe6f)
                or (>= 0xff00 and <= 0xff60)
                or (>= 0x1f300 and <= 0x1faff)
                or (>= 0x20000 and <= 0x3fffd);
}

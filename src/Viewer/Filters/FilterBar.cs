using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Packets;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Filters;

/// <summary>
/// The line in which a filter is typed; below it what the filter means, or where it is wrong. Completions hang from it over
/// the list. Enter applies, Esc goes back.
/// </summary>
internal sealed class FilterBar : Pane
{
    private const string Label = "Filter: ";

    private readonly TextField _input;
    private readonly CompletionList _completions;
    private readonly ReaderThread _reader;
    private readonly FilterShelf _shelf;
    private CaptureWords _words = CaptureWords.None;
    private int _historyAt = -1;
    private string _draft = "";
    private bool _isSetting;
    private bool _isTyping; // and has neither chosen a completion nor sent them away

    public FilterBar(ViewerContext context, FilterShelf shelf)
        : base(context, "filter")
    {
        _shelf = shelf;
        _reader = context.OpenReaderThread("completion");
        Height = 2;
        _input = new TextField
        {
            X = Label.Length,
            Width = Dim.Fill(),
            Autocomplete = null,
        };
        _completions = new CompletionList(context, Take);
        Add(_input);
        _input.ValueChanged += (_, _) => OnTyped();
        _input.KeyDown += (_, key) => key.Handled = OnKey(KeyNames.Of(key));
        _input.HasFocusChanged += (_, e) => OnFocus(e.NewValue);
        context.Filters.Changed += (_, _) => OnFilterChanged();
        context.Packets.FilterChanged += (_, _) => SetNeedsDraw();
        context.Packets.CountChanged += (_, _) => OnCountChanged();
        context.Commands.AddRange(new FilterCommands(context, this, shelf).All);
    }

    /// <summary>What is typed, applied or not.</summary>
    public string Typed
    {
        get => _input.Text;
        set
        {
            _input.Text = value;
            _ = _input.MoveEnd();
        }
    }

    /// <summary>Applies what is typed, remembers it, and goes to the list.</summary>
    public void Apply()
    {
        _completions.Hide();
        string text = _input.Text.Trim();
        if (!Filter.TryParse(text, out Filter? filter, out _))
        {
            SetNeedsDraw(); // the line below says what is wrong
            return;
        }
        _historyAt = -1;
        if (_shelf.Remember(text) is { } problem)
        {
            Context.Shell.ShowTrouble(problem);
        }
        Context.Filters.Apply(filter);
        Context.Shell.Show(PacketsWorkspace.Name);
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        PaintLine(0, Theme.Normal, [(Label, HasFocus ? Theme.Heading : Theme.Dim)]);
        PaintLine(1, Theme.Normal, Below());
        return true;
    }

    private IEnumerable<(string Text, Attribute Attribute)> Below()
    {
        string text = _input.Text;
        if (!Filter.TryParse(text, out Filter? filter, out FilterError? error))
        {
            return Problem(text, error);
        }
        bool isApplied = string.Equals(filter.Text.Trim(), Context.Filters.Typed.Text.Trim(), StringComparison.Ordinal);
        string state =
            isApplied ? State()
            : HasFocus ? "  Enter applies"
            : "";
        if (!HasFocus && filter.IsAll && Context.Filters.Combined.IsAll)
        {
            return [(new string(' ', Label.Length) + "f: type a filter", Theme.Dim)];
        }
        Filter explained = isApplied ? Context.Filters.Combined : filter;
        string sentence = TerminalText.Sanitize(explained.Explain(), 1000);
        int room = Math.Max(0, Viewport.Width - Label.Length - state.Length); // the count before the words
        return
        [
            (new string(' ', Label.Length), Theme.Normal),
            (CellText.Cut(sentence, room, out _), Theme.Dim),
            (state, Theme.Good),
        ];
    }

    // The caret stands under the column; the sentence behind it, or before it where there is more room.
    private IEnumerable<(string Text, Attribute Attribute)> Problem(string text, FilterError error)
    {
        int column = Math.Clamp(error.Column - 1, 0, text.Length);
        int place = Label.Length + Math.Max(0, DisplayWidth.Of(text[..column]) - _input.ScrollOffset);
        place = Math.Min(place, Math.Max(0, Viewport.Width - 1));
        string sentence = error.Message + (error.Suggestion is { } meant ? $"; did you mean '{meant}'?" : "");
        sentence = TerminalText.Sanitize(sentence, 500);
        int room = Viewport.Width - place - 2;
        if (room >= place || room >= DisplayWidth.Of(sentence))
        {
            return [(new string(' ', place), Theme.Normal), ("^ ", Theme.Fault), (sentence, Theme.Fault)];
        }
        string before = CellText.Fill(sentence, place - 1);
        return [(before + " ", Theme.Fault), ("^", Theme.Fault)];
    }

    private string State()
    {
        PacketListModel packets = Context.Packets;
        if (packets.Result is not { } result)
        {
            return "";
        }
        string found = $"  {AmountText.Count(packets.Count)} found";
        return result switch
        {
            { IsRunning: true } => FormattableString.Invariant(
                $"{found}, {result.Progress(packets.FirstId):P0} looked at…"
            ),
            { IsCancelled: true } => FormattableString.Invariant(
                $"{found}, stopped at {result.Progress(packets.FirstId):P0}"
            ),
            _ => found,
        };
    }

    private bool OnKey(string key)
    {
        switch (key)
        {
            case "enter" when _completions.IsChosen:
            case "tab" when _completions.Visible:
                Take(_completions.Current!);
                return true;
            case "enter":
                Apply();
                return true;
            case "tab" or "ctrl+space":
                Complete(isAsked: true);
                return true;
            case "down" when _completions.Visible:
                _completions.Move(1);
                return true;
            case "up" when _completions.Visible:
                _completions.Move(-1);
                return true;
            case "up":
                FromHistory(1);
                return true;
            case "down":
                FromHistory(-1);
                return true;
            case "esc" when _completions.Visible:
                _isTyping = false;
                _completions.Hide();
                return true;
            case "esc":
                SetText(Context.Filters.Typed.Text);
                Context.Shell.Show(PacketsWorkspace.Name);
                return true;
            default:
                // Keys with ctrl that are commands of this bar go on to the registry; letters are typed.
                return false;
        }
    }

    private void FromHistory(int step)
    {
        int next = _historyAt + step;
        if (next < -1 || next >= _shelf.History.Count)
        {
            return;
        }
        if (_historyAt == -1)
        {
            _draft = _input.Text;
        }
        _historyAt = next;
        SetText(next == -1 ? _draft : _shelf.History[next]);
    }

    private void OnTyped()
    {
        if (!_isSetting)
        {
            _historyAt = -1;
            _isTyping = true;
            Complete(isAsked: false);
        }
        SetNeedsDraw();
    }

    private void OnFocus(bool hasFocus)
    {
        if (hasFocus)
        {
            ReadWords();
            Context.Packets.Prepare();
        }
        else
        {
            _isTyping = false;
            _completions.Hide();
        }
        SetNeedsDraw();
    }

    private void OnFilterChanged()
    {
        if (!string.Equals(_input.Text.Trim(), Context.Filters.Typed.Text.Trim(), StringComparison.Ordinal))
        {
            SetText(Context.Filters.Typed.Text);
        }
        SetNeedsDraw();
    }

    // Without a filter the number of rows is not said here: a growing capture would be painted for nothing.
    private void OnCountChanged()
    {
        if (Context.Packets.Result is not null)
        {
            SetNeedsDraw();
        }
    }

    private void SetText(string text)
    {
        _isSetting = true;
        _isTyping = false;
        Typed = text;
        _isSetting = false;
        _completions.Hide();
    }

    private void Complete(bool isAsked)
    {
        if (!_input.HasFocus)
        {
            return;
        }
        if (_completions.SuperView is null)
        {
            _ = SuperView?.Add(_completions); // beside this bar, as it hangs over the list
        }
        int cursor = TextCursor.ToUnits(_input.Text, _input.InsertionPoint);
        Completion completion = FilterCompletion.At(_input.Text, cursor, _words, isAsked);
        int x =
            Frame.X
            + Label.Length
            + Math.Max(0, DisplayWidth.Of(_input.Text[..completion.Start]) - _input.ScrollOffset);
        _completions.Show(completion, x, Frame.Y + 2);
    }

    private void Take(CompletionItem item)
    {
        (string text, int cursor) = _completions.Completion.Take(_input.Text, item);
        SetText(text);
        _input.InsertionPoint = TextCursor.ToElements(text, cursor);
        if (!item.IsComplete)
        {
            Complete(isAsked: true);
        }
    }

    // Whoever types faster than the capture is read gets the completions when the words are there.
    private void TakeWords(CaptureWords words)
    {
        _words = words;
        if (_isTyping)
        {
            Complete(isAsked: false);
        }
    }

    private void ReadWords() =>
        _reader.Replace(
            "words",
            (reader, stop) =>
            {
                CaptureWords words = CaptureWordsReader.Read(reader, stop);
                Context.Ui.Post(() => TakeWords(words));
            }
        );
}

using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace SioProxy.Viewer.Replaying;

/// <summary>Asks what to play, against which server and how. Enter plays; up and down go from field to field.</summary>
internal sealed class ReplayDialog : Overlay
{
    private const int LabelWidth = 14;

    private readonly ReplayForm _form;
    private readonly Action<ReplayRequest> _play;
    private readonly List<View> _inputs = [];
    private readonly Label _problem;

    public ReplayDialog(ViewerContext context, ReplayForm form, Action<ReplayRequest> play)
        : base(context, "Replay (Enter plays, Esc closes)")
    {
        _form = form;
        _play = play;
        Height = form.Fields.Count + 4;
        int y = 0;
        foreach (ReplayField field in form.Fields)
        {
            Add(
                new Label
                {
                    Y = y,
                    Width = LabelWidth,
                    Text = " " + TerminalText.Sanitize(field.Label, LabelWidth - 2),
                    CanFocus = false,
                }
            );
            View input = field.Choices.Count > 0 ? new ChoiceField(context, field) : TextOf(field);
            input.X = LabelWidth;
            input.Y = y++;
            input.Width = Dim.Fill(1);
            input.KeyDown += (_, key) => key.Handled = OnFieldKey(KeyNames.Of(key));
            _inputs.Add(input);
            Add(input);
        }
        _problem = new Label
        {
            X = 1,
            Y = y + 1,
            Width = Dim.Fill(1),
            CanFocus = false,
        };
        Add(_problem);
        HasFocusChanged += (_, _) => ShowHint();
        Initialized += (_, _) =>
        {
            int first = form.Fields.ToList().FindIndex(field => field.IsRequired && field.Text.Length == 0);
            _ = _inputs[Math.Max(0, first)].SetFocus();
            ShowHint();
        };
    }

    private static TextField TextOf(ReplayField field)
    {
        var input = new TextField { Text = field.Text, Secret = field.IsSecret };
        input.ValueChanged += (_, _) => field.Text = input.Text.Trim();
        input.Initialized += (_, _) => input.MoveEnd();
        return input;
    }

    private bool OnFieldKey(string key)
    {
        switch (key)
        {
            case "down" or "tab":
                Move(1);
                return true;
            case "up" or "shift+tab":
                Move(-1);
                return true;
            case "enter":
                Play();
                return true;
            default:
                return false;
        }
    }

    private void Move(int by)
    {
        int at = _inputs.FindIndex(input => input.HasFocus);
        _ = _inputs[(at + by + _inputs.Count) % _inputs.Count].SetFocus();
        ShowHint();
    }

    private void ShowHint()
    {
        int at = _inputs.FindIndex(input => input.HasFocus);
        ReplayField? field = at < 0 ? null : _form.Fields[at];
        Say(
            field is null ? ""
            : field.Choices.Count > 0 ? "Space or ←→ chooses."
            : TerminalText.Sanitize(field.Hint, 200)
        );
    }

    private void Play()
    {
        if (_form.Read(out ReplayRequest? request) is { } problem)
        {
            Say(TerminalText.Sanitize(problem, 300));
            return;
        }
        Close();
        _play(request!);
    }

    private void Say(string text)
    {
        _problem.Text = text;
        _problem.SetNeedsDraw();
    }
}

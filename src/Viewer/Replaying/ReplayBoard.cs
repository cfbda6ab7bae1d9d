using System.Globalization;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Rules;

namespace SioProxy.Viewer.Replaying;

/// <summary>The steps of a replay, socket by socket: turning as they are played, then as the comparison decides. Pure.</summary>
internal sealed class ReplayBoard
{
    private readonly List<BoardLine> _lines = [];
    private readonly Dictionary<int, BoardLine> _byStep = [];
    private readonly Dictionary<string, int> _ends = new(StringComparer.Ordinal); // behind each socket's lines
    private readonly ReplayRules _rules;
    private int _height = 1;

    public ReplayBoard(ReplayPlan plan, ReplayRules rules)
    {
        _rules = rules;
        foreach (ReplayClient client in plan.Everyone)
        {
            for (int i = 0; i < client.Sessions.Count; i++)
            {
                foreach (ReplaySocket socket in client.Sessions[i].Sockets)
                {
                    string name = NameOf(client.Name, i + 1, socket.Namespace);
                    _lines.Add(new BoardLine { Heading = name });
                    foreach ((ReplayStep step, string label) in socket.Steps.Zip(StepLabels.Of(socket.Steps, rules)))
                    {
                        var line = new BoardLine { Step = step, Label = label };
                        _lines.Add(line);
                        _byStep[step.Number] = line;
                    }
                    _ends[name] = _lines.Count;
                }
            }
        }
        Total = _byStep.Count;
    }

    public IReadOnlyList<BoardLine> Lines => _lines;

    /// <summary>How many recorded steps there are.</summary>
    public int Total { get; }

    /// <summary>How many of them were played or came.</summary>
    public int Done { get; private set; }

    /// <summary>How many things happened that were not recorded so.</summary>
    public int Odd { get; private set; }

    public int Cursor { get; private set; }

    public int Top { get; private set; }

    /// <summary>How many lines fit on the screen.</summary>
    public int Height
    {
        get => _height;
        set
        {
            _height = Math.Max(1, value);
            MoveTo(Cursor);
        }
    }

    /// <summary>The line under the cursor; null when there is none.</summary>
    public BoardLine? Current => Cursor < _lines.Count ? _lines[Cursor] : null;

    public void MoveTo(int line)
    {
        Cursor = Math.Clamp(line, 0, Math.Max(0, _lines.Count - 1));
        Top = Math.Clamp(Top, Math.Max(0, Cursor - Height + 1), Cursor);
    }

    /// <summary>Goes to the next line that differs, or the one before.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveToOdd(int by)
    {
        for (int i = Cursor + by; i >= 0 && i < _lines.Count; i += by)
        {
            if (_lines[i].State is not (StepState.Waiting or StepState.Good))
            {
                MoveTo(i);
                return true;
            }
        }
        return false;
    }

    /// <summary>Takes what happened in a running replay.</summary>
    public void Take(PlayProgress progress)
    {
        StepState? state = progress.Kind switch
        {
            PlayProgressKind.Sent or PlayProgressKind.Arrived => StepState.Good,
            PlayProgressKind.Differs => StepState.Different,
            PlayProgressKind.Overdue => StepState.Missing,
            PlayProgressKind.Failed => StepState.Failed,
            PlayProgressKind.Unexpected => StepState.Extra,
            _ => null,
        };
        if (state is null)
        {
            return;
        }
        Odd += state == StepState.Good ? 0 : 1;
        if (progress.Recorded is { } recorded && _byStep.TryGetValue(recorded.Number, out BoardLine? line))
        {
            Done += line.State == StepState.Waiting ? 1 : 0;
            line.State = state.Value;
            line.Note = progress.Text;
        }
        else if (progress.Live is { } live)
        {
            Insert(progress, live);
        }
    }

    /// <summary>Takes what the comparison decided instead; the cursor goes to the first difference.</summary>
    public void Take(ReplayResult result)
    {
        _lines.Clear();
        _byStep.Clear();
        _ends.Clear();
        foreach (SocketResult socket in result.Sockets)
        {
            _lines.Add(new BoardLine { Heading = NameOf(socket.Client, socket.Session, socket.Namespace) });
            _lines.AddRange(
                socket.Outcomes.Select(outcome => new BoardLine
                {
                    Step = outcome.Recorded ?? outcome.Live,
                    Label = outcome.EffectiveName,
                    State = StateOf(outcome.Verdict),
                    Outcome = outcome,
                    Socket = socket,
                    Note = outcome.Note,
                })
            );
        }
        Done = Total;
        Odd = result.Outcomes.Count(outcome => outcome.IsDifference);
        MoveTo(0);
        _ = MoveToOdd(1);
    }

    private void Insert(PlayProgress progress, ReplayStep live)
    {
        string name = NameOf(progress.Client, progress.Session, progress.Namespace ?? "");
        int at = _ends.GetValueOrDefault(name, _lines.Count);
        _lines.Insert(
            at,
            new BoardLine
            {
                Step = live,
                Label = StepLabels.Of([live], _rules)[0],
                State = StepState.Extra,
                Note = progress.Text,
            }
        );
        foreach (string socket in _ends.Keys.Where(key => _ends[key] >= at).ToList())
        {
            _ends[socket]++;
        }
        if (Cursor >= at)
        {
            MoveTo(Cursor + 1);
        }
    }

    private static StepState StateOf(StepVerdict verdict) =>
        verdict switch
        {
            StepVerdict.Same => StepState.Good,
            StepVerdict.Different => StepState.Different,
            StepVerdict.Missing => StepState.Missing,
            StepVerdict.Extra => StepState.Extra,
            StepVerdict.Late => StepState.Late,
            _ => StepState.Failed,
        };

    private static string NameOf(string client, int session, string ns) =>
        string.Create(CultureInfo.InvariantCulture, $"{client}, session {session}, {ns}");
}

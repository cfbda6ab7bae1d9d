using System.Drawing;
using System.Globalization;
using SioProxy.Filtering;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Learning;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commands;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Replaying;

/// <summary>A replay: what is played turns green or red as it happens; afterwards differences can be opened and accepted.</summary>
internal sealed class ReplayWorkspace : Workspace
{
    public const string Name = "replay";

    private const string Reading = "plan";

    private readonly ReaderThread _thread;
    private readonly ReplayForm _form;
    private readonly ReplayPlayer _player;
    private ReplayRequest? _request;
    private ReplayPlan? _plan;
    private PlayedRun? _played;
    private string _state = "";

    public ReplayWorkspace(ViewerContext context)
        : base(context, Name, "Replay")
    {
        _thread = context.OpenReaderThread("replay");
        _form = new ReplayForm(context.Path);
        _player = new ReplayPlayer(context.Ui)
        {
            Progressed = TakeProgress,
            Ended = TakeEnd,
            Failed = sentence => Context.Shell.ShowTrouble(sentence),
        };
        context.Commands.AddRange(new ReplayCommands(this).All);
    }

    /// <summary>The steps; null before the first replay.</summary>
    public ReplayBoard? Board { get; private set; }

    public bool IsRunning => _player.IsRunning;

    /// <summary>Whether there is a difference under the cursor.</summary>
    public bool HasDifference => Board?.Current?.Outcome is { IsDifference: true };

    /// <summary>Whether something was played that can be played again.</summary>
    public bool CanPlayAgain => _plan is not null && !IsRunning;

    public override void OnShown() => _ = SetFocus();

    /// <summary>Asks what to play.</summary>
    public void Ask()
    {
        if (IsRunning)
        {
            Context.Shell.ShowStatus("A replay is running: stop it first.");
            return;
        }
        long id = Context.SelectedId;
        Filter shown = Context.Filters.Combined;
        _thread.Do(
            (reader, _) =>
            {
                string? sid = reader.Get(id)?.Session;
                Context.Ui.Post(() =>
                {
                    _form.Offer(sid, shown);
                    Context.Shell.Open(new ReplayDialog(Context, _form, Begin));
                });
            }
        );
    }

    public void PlayAgain()
    {
        if (CanPlayAgain && _form.Read(out ReplayRequest? request) is null)
        {
            Play(request!, _plan!);
        }
    }

    public void Stop() => _player.Cancel();

    public void Do(Action<ReplayBoard> change)
    {
        if (Board is { } board)
        {
            change(board);
            SetNeedsDraw();
        }
    }

    public void NextDifference(int by)
    {
        if (Board?.MoveToOdd(by) != true)
        {
            Context.Shell.ShowStatus("There is no further difference.");
        }
        SetNeedsDraw();
    }

    /// <summary>Shows recorded and live side by side.</summary>
    public void OpenLine()
    {
        if (Board?.Current is { Outcome: { } outcome })
        {
            Context.Shell.Open(new DifferenceOverlay(Context, outcome));
        }
    }

    /// <summary>Goes to the recorded packet.</summary>
    public void GoToPacket()
    {
        if (Board?.Current?.Outcome?.Recorded is { } recorded)
        {
            Context.Shell.GoTo(recorded.RowId);
        }
        else if (Board?.Current is { Outcome: null, Step: { } step })
        {
            Context.Shell.GoTo(step.RowId);
        }
    }

    /// <summary>Makes rules of the difference under the cursor, so that it is none any more.</summary>
    public void Accept()
    {
        if (Board?.Current?.Outcome is not { IsDifference: true } outcome)
        {
            return;
        }
        IReadOnlyList<ReplayRule> rules = RuleAcceptance.For(outcome);
        if (rules.Count == 0)
        {
            Context.Shell.ShowStatus("No rule can allow that.");
            return;
        }
        string what =
            rules.Count == 1 ? $"'{rules[0]}'" : string.Create(CultureInfo.InvariantCulture, $"{rules.Count} rules");
        Context.Shell.Ask(
            TerminalText.Sanitize($"Accept {what}, because:", 120),
            TerminalText.Sanitize(rules[0].Why, 200),
            why => Save(rules, why)
        );
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        if (Board is not null)
        {
            Board.Height = frame.Height - 1;
        }
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            Do(board => board.MoveTo(board.Cursor + (mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 3 : -3)));
            return true;
        }
        if (mouse.Position is not { } at || at.Y < 1 || (!mouse.IsSingleClicked && !mouse.IsDoubleClicked))
        {
            return false;
        }
        _ = SetFocus();
        Do(board => board.MoveTo(board.Top + at.Y - 1));
        if (mouse.IsDoubleClicked)
        {
            OpenLine();
        }
        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var lines = new BoardText(Theme);
        PaintLine(0, Theme.Bar, [(" " + Heading(), Theme.Bar)]);
        for (int y = 1; y < Viewport.Height; y++)
        {
            int index = (Board?.Top ?? 0) + y - 1;
            if (Board is not { } board || index >= board.Lines.Count)
            {
                PaintLine(y, Theme.Normal, []);
                continue;
            }
            bool isCursor = index == board.Cursor;
            Attribute rest = isCursor ? Theme.OnCursor(Theme.Normal, HasFocus) : Theme.Normal;
            IEnumerable<(string Text, Attribute Attribute)> parts = lines.Parts(board.Lines[index]);
            PaintLine(
                y,
                rest,
                isCursor ? parts.Select(part => (part.Text, Theme.OnCursor(part.Attribute, HasFocus))) : parts
            );
        }
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _player.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Begin(ReplayRequest request)
    {
        _request = request;
        _state = "reading what is to be played…";
        Context.Shell.Show(Name);
        _thread.Replace(
            Reading,
            (reader, stop) =>
            {
                ReplayPlan plan = CapturePlan.ReadSessions(reader, request.Filter, request.Sid, stop);
                Context.Ui.Post(() => TakePlan(request, plan));
            }
        );
        SetNeedsDraw();
    }

    private void TakePlan(ReplayRequest request, ReplayPlan plan)
    {
        if (!ReferenceEquals(request, _request))
        {
            return;
        }
        if (!plan.Steps.Any())
        {
            _state = "There is nothing to play: no Socket.IO packet of it takes part.";
            SetNeedsDraw();
            return;
        }
        List<SuppliedPlace> missing = [.. SuppliedPlaces.In(plan).Where(place => !request.Supplied.Has(place))];
        if (missing.Count > 0)
        {
            _state = "Values that redaction took out are needed.";
            _form.Need(missing);
            Context.Shell.Open(new ReplayDialog(Context, _form, Begin));
            return;
        }
        Play(request, plan);
    }

    private void Play(ReplayRequest request, ReplayPlan plan)
    {
        (_request, _plan, _played) = (request, plan, null);
        _state = "";
        Board = new ReplayBoard(plan, request.Rules) { Height = Frame.Height - 1 };
        _player.Start(plan, request, Context.Time);
        SetNeedsDraw();
    }

    private void TakeProgress(IReadOnlyList<PlayProgress> happened)
    {
        if (_played is null)
        {
            foreach (PlayProgress progress in happened)
            {
                Board?.Take(progress);
            }
            OnChanged();
        }
    }

    private void TakeEnd(PlayedRun played, ReplayResult result)
    {
        _played = played;
        _state = TextReport.Verdict(result);
        Board!.Take(result);
        OnChanged();
    }

    private string? Save(IReadOnlyList<ReplayRule> rules, string why)
    {
        if (string.IsNullOrWhiteSpace(why))
        {
            return "Say why: it is for whoever reviews the rules.";
        }
        string path = _request!.RulesPath;
        List<ReplayRule> accepted = [.. rules.Select((rule, i) => i == 0 ? rule with { Why = why.Trim() } : rule)];
        try
        {
            string text = File.Exists(path)
                ? RulesFile.Prepend(File.ReadAllBytes(path), accepted)
                : RulesFile.Write(new ReplayRules(accepted));
            ReportFile.WriteText(path, text, replaces: true);
            _played = _played! with { Rules = RulesArgument.Read(path) };
        }
        catch (Exception e)
            when (e is RulesException or CommandUsageException or IOException or UnauthorizedAccessException)
        {
            return TerminalText.Sanitize(e.Message, 200);
        }
        TakeEnd(_played, _played.Compare());
        Context.Shell.ShowStatus($"Accepted in {TerminalText.Sanitize(path, 100)}.");
        return null;
    }

    private string Heading() =>
        IsRunning && Board is { } board
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"playing against {_request!.Target.GetLeftPart(UriPartial.Authority)}: {board.Done} of {board.Total} steps, {board.Odd} odd"
            )
        : _state.Length > 0 ? TerminalText.Sanitize(_state, 400)
        : "Nothing was played yet: R asks what to play.";
}

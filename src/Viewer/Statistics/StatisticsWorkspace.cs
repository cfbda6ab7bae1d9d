using System.Drawing;
using System.Globalization;
using SioProxy.Filtering;
using SioProxy.Storage;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Packets;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.Input;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Statistics;

/// <summary>What the filter shows in numbers and pictures; they grow on the screen while a large capture is counted.</summary>
internal sealed class StatisticsWorkspace : Workspace
{
    public const string Name = "statistics";

    private const string Counting = "statistics";

    private const long BetweenPictures = 200; // milliseconds
    private const long BetweenCounts = 1000;
    private const long ShareOfCounting = 10;

    private readonly ReaderThread _thread;
    private Filter? _counted;
    private long _countedTo;
    private bool _isShown;
    private bool _isCounting;
    private string? _failure;
    private long _nextCount;
    private object? _timer;

    public StatisticsWorkspace(ViewerContext context)
        : base(context, Name, "Statistics")
    {
        _thread = context.OpenReaderThread("statistics");
        context.Filters.Changed += (_, _) =>
        {
            if (_isShown)
            {
                Count();
            }
        };
        context.Commands.AddRange(new StatisticsCommands(this).All);
    }

    public StatisticsModel Model { get; } = new();

    private StatisticsLines Lines => new(Viewport.Width, Viewport.Height);

    private int TableTop => 2 + Lines.PictureHeight;

    public override void OnShown()
    {
        _isShown = true;
        _ = SetFocus();
        if (!ReferenceEquals(_counted, Context.Filters.Combined) || Model.Progress < 1)
        {
            Count();
        }
        _timer ??= App?.AddTimeout(
            TimeSpan.FromMilliseconds(BetweenCounts),
            () =>
            {
                GoOn();
                return true;
            }
        );
    }

    public override void OnHidden()
    {
        _isShown = false;
        _thread.Cancel(Counting); // counted anew when it is shown again
        _isCounting = false;
    }

    public void Do(Action<StatisticsModel> change)
    {
        change(Model);
        SetNeedsDraw();
    }

    /// <summary>Counts what is there by now.</summary>
    public void Count()
    {
        Model.Begin();
        Count(showsProgress: true);
        SetNeedsDraw();
    }

    private void Count(bool showsProgress)
    {
        Filter filter = Context.Filters.Combined;
        _counted = filter;
        _isCounting = true;
        _failure = null;
        _thread.Replace(
            Counting,
            (reader, stop) =>
            {
                long first = reader.FirstRowId;
                long last = reader.LastRowId;
                long began = Environment.TickCount64;
                long next = began + BetweenPictures;
                CaptureStats stats = reader.Stats(
                    filter,
                    (builder, id) =>
                    {
                        if (!showsProgress || Environment.TickCount64 < next)
                        {
                            return;
                        }
                        double progress = last > first ? Math.Min(0.999, (double)(id - first) / (last - first)) : 0.999;
                        CaptureStats soFar = builder.ToStats();
                        Context.Ui.Post(() => Take(soFar, progress, filter, id));
                        next = Environment.TickCount64 + BetweenPictures;
                    },
                    stop
                );
                long took = Environment.TickCount64 - began;
                Context.Ui.Post(() =>
                {
                    Take(stats, 1, filter, last);
                    _isCounting = false;
                    _nextCount = Environment.TickCount64 + Math.Max(BetweenCounts, ShareOfCounting * took);
                });
            },
            exception => Context.Ui.Post(() => Fail(filter, Trouble.SentenceOf(exception)))
        );
    }

    private void Fail(Filter filter, string sentence)
    {
        if (ReferenceEquals(filter, _counted))
        {
            (_isCounting, _failure) = (false, sentence);
            _nextCount = long.MaxValue; // r tries again
            OnChanged();
        }
    }

    // A capture that grows is counted anew, as acks change what was counted; seldom when that takes long.
    private void GoOn()
    {
        if (_isShown && !_isCounting && Context.Packets.LastId > _countedTo && Environment.TickCount64 >= _nextCount)
        {
            Count(showsProgress: false);
        }
    }

    /// <summary>Shows the packets of the line under the cursor.</summary>
    public void OpenLine()
    {
        if (Model.Cursor >= Model.Events.Count)
        {
            return;
        }
        EventStats entry = Model.Events[Model.Cursor];
        if (!Filter.TryParse(StatisticsFilter.Of(entry), out Filter? filter, out _))
        {
            Context.Shell.ShowStatus("The filter language has no word for these rows.");
            return;
        }
        Context.Filters.Apply(filter);
        Context.Shell.Show(PacketsWorkspace.Name);
    }

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        Model.Height = frame.Height - 3 - new StatisticsLines(frame.Width, frame.Height).PictureHeight;
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown) || mouse.Flags.HasFlag(MouseFlags.WheeledUp))
        {
            Do(model => model.MoveTo(model.Cursor + (mouse.Flags.HasFlag(MouseFlags.WheeledDown) ? 3 : -3)));
            return true;
        }
        if (mouse.Position is not { } at || (!mouse.IsSingleClicked && !mouse.IsDoubleClicked))
        {
            return false;
        }
        _ = SetFocus();
        int line = at.Y - TableTop;
        if (at.Y == TableTop - 1)
        {
            foreach ((StatisticsColumn column, int start, int width) in Lines.Columns)
            {
                if (at.X >= start && at.X < start + width && mouse.IsSingleClicked)
                {
                    Do(model => model.SortBy(column));
                }
            }
        }
        else if (line >= 0 && line < Model.Height && Model.Top + line < Model.Events.Count)
        {
            Do(model => model.MoveTo(model.Top + line));
            if (mouse.IsDoubleClicked)
            {
                OpenLine();
            }
        }
        return true;
    }

    protected override bool OnDrawingContent(Terminal.Gui.ViewBase.DrawContext? context)
    {
        int height = Viewport.Height;
        if (Model.Stats is not { } stats)
        {
            for (int line = 0; line < height; line++)
            {
                PaintLine(line, Theme.Normal, line == 0 ? [First()] : []);
            }
            return true;
        }
        StatisticsLines lines = Lines;
        int y = 0;
        PaintLine(y++, Theme.Normal, Paint(lines.Totals(stats)));
        foreach (IReadOnlyList<(string Text, Tone Tone)> line in lines.Pictures(stats))
        {
            PaintLine(y++, Theme.Normal, Paint(line));
        }
        PaintLine(y++, Theme.Heading, Paint(lines.Headings(Model)));
        for (int i = Model.Top; y < height - 1; i++, y++)
        {
            bool isCursor = i == Model.Cursor && i < Model.Events.Count;
            Attribute rest = isCursor ? Theme.OnCursor(Theme.Normal, HasFocus) : Theme.Normal;
            IEnumerable<(string Text, Attribute Attribute)> parts =
                i < Model.Events.Count ? Paint(lines.Line(Model.Events[i])) : [];
            PaintLine(
                y,
                rest,
                isCursor ? parts.Select(part => (part.Text, Theme.OnCursor(part.Attribute, HasFocus))) : parts
            );
        }
        PaintLine(height - 1, Theme.Bar, [(State(), Theme.Bar)]);
        return true;
    }

    private IEnumerable<(string Text, Attribute Attribute)> Paint(IReadOnlyList<(string Text, Tone Tone)> pieces) =>
        pieces.Select(piece => (piece.Text, Theme.Of(piece.Tone)));

    private (string Text, Attribute Attribute) First() =>
        _failure is null ? (" counting…", Theme.Dim) : (" " + _failure, Theme.Fault);

    private string State() =>
        _failure is not null ? " " + _failure
        : Model.Progress < 1
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" counting… {Model.Progress * 100:0} %, {AmountText.Count(Model.Events.Count)} lines"
            )
        : $" {AmountText.Count(Model.Events.Count)} lines, rows up to {AmountText.Count(_countedTo)}";

    private void Take(CaptureStats stats, double progress, Filter filter, long scannedTo)
    {
        if (ReferenceEquals(filter, _counted))
        {
            _countedTo = scannedTo;
            Model.Take(stats, progress);
            OnChanged();
        }
    }
}

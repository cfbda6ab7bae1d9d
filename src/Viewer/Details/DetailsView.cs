using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Viewer.Details;

/// <summary>The selected row, whole, as an outline. Reads on a thread of its own, a little after the cursor has come to rest.</summary>
internal sealed class DetailsView : OutlineView
{
    private const int RestMillis = 40;
    private readonly ReaderThread _reader;
    private readonly JumpHistory _jumps = new();
    private readonly DiagnosesOfSession _diagnoses;
    private long _wanted;

    public DetailsView(ViewerContext context)
        : base(context, "details")
    {
        _reader = context.OpenReaderThread("details");
        _diagnoses = new DiagnosesOfSession(context.Survey);
        context.SelectionChanged += (_, _) => Read();
        context.Packets.RowsLoaded += (_, _) => ReadAgainIfUnanswered();
        VisibleChanged += (_, _) => Read();
        context.Search.Changed += (_, _) => SetNeedsDraw();
        context.Commands.AddRange(new DetailsCommands(context, this).All);
    }

    /// <summary>What is shown; null before anything is.</summary>
    public RowDetails? Details { get; private set; }

    public bool CanGoBack => _jumps.CanGoBack;

    /// <summary>Goes to another row; <see cref="GoBack"/> comes back to this one.</summary>
    public void JumpTo(long row)
    {
        _jumps.Note(Context.SelectedId);
        GoTo(row);
    }

    public void GoBack()
    {
        if (_jumps.Back() is { } row)
        {
            GoTo(row);
        }
    }

    /// <summary>Enter: follows what leads elsewhere, else folds.</summary>
    public override void Activate()
    {
        if (Current is { CanExpand: false, LeadsTo: { } row } && row != Context.SelectedId)
        {
            JumpTo(row);
        }
        else
        {
            Toggle();
        }
    }

    /// <summary>Looks for the next packet of the selected row's event and namespace, and goes there.</summary>
    public void GoToSameEvent(bool forward) =>
        Find(
            "This is no event.",
            forward ? "That was the last one." : "That was the first one.",
            (reader, row, stop) =>
                row is CapturedPacket { EventName: { } name } packet
                    ? (true, SameEvent.Find(reader, EventFilter(name, packet.Namespace), packet.Id, forward, stop))
                    : (false, null)
        );

    /// <summary>Goes to the ack that answers the selected row, or to the event that it answers.</summary>
    public void GoToAck() =>
        Find(
            "There is no ack to go to.",
            "Nothing that was recorded answers this event.",
            (_, row, _) =>
                row is CapturedPacket packet && (packet.AckId ?? packet.AckOf) is not null
                    ? (true, packet.AckOf ?? packet.AnsweredBy)
                    : (false, null)
        );

    // On the reader's thread, from the row itself: what is shown may be older than the cursor.
    private void Find(
        string notThere,
        string notFound,
        Func<CaptureReader, CapturedRow, CancellationToken, (bool IsMeant, long? Row)> find
    )
    {
        long from = Context.SelectedId;
        _reader.Replace(
            "jump",
            (reader, stop) =>
            {
                (bool isMeant, long? found) = reader.Get(from) is { } row ? find(reader, row, stop) : (false, null);
                Context.Ui.Post(() =>
                {
                    if (found is { } target && Context.SelectedId == from)
                    {
                        JumpTo(target);
                    }
                    else if (found is null)
                    {
                        Context.Shell.ShowStatus(isMeant ? notFound : notThere);
                    }
                });
            }
        );
    }

    private static Filter EventFilter(string name, string? ns)
    {
        string space = ns is { Length: > 0 } ? $" {FilterTerms.ForNamespace(ns)}" : "";
        return Filter.Parse($"type:event {FilterTerms.ForEvent(name)}{space}");
    }

    private void GoTo(long row)
    {
        Context.Shell.GoTo(row);
        if (Context.SelectedId != row)
        {
            Context.Shell.ShowStatus(
                FormattableString.Invariant($"Row {row} is hidden by the filter: U shows everything.")
            );
        }
        Context.Shell.FocusDetails();
    }

    private void Read()
    {
        long id = Context.SelectedId;
        if (!Visible || id == _wanted)
        {
            return;
        }
        _wanted = id;
        Load(id, RestMillis);
    }

    // An ack may have come since.
    private void ReadAgainIfUnanswered()
    {
        if (
            Visible
            && Details is { AnsweredBy: null, Row: CapturedPacket { AckId: not null, EventName: not null } row }
            && row.Id == _wanted
            && Context.Packets.WithId(row.Id) is { IsUnanswered: false }
        )
        {
            Load(row.Id, 0);
        }
    }

    private void Load(long id, int rest) =>
        _reader.Replace(
            "row",
            (reader, stop) =>
            {
                if (id == 0 || (rest > 0 && stop.WaitHandle.WaitOne(rest))) // while a key is held down, the cursor is elsewhere by then
                {
                    return;
                }
                RowDetails? details = RowDetails.Read(reader, id);
                stop.ThrowIfCancellationRequested();
                IReadOnlyList<Diagnosis> diagnoses = details is null ? [] : _diagnoses.Of(reader, details.Row, stop);
                IReadOnlyList<OutlineNode> nodes = details is null ? [] : DetailsOutline.Of(details, diagnoses);
                string title = details is null ? "" : RowLine.Format(details.Row).TrimStart();
                Context.Ui.Post(() =>
                {
                    if (_wanted == id)
                    {
                        Details = details;
                        Show(title, nodes, keepsPlace: false);
                    }
                });
            }
        );
}

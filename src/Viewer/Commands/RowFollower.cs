using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Commands;

/// <summary>Reads the rows of a capture in order and, when asked to, goes on as they are written.</summary>
internal sealed class RowFollower(CaptureReader reader, Filter filter, CancellationToken stop)
{
    // A row is to be seen within 200 ms of its passing, of which the recorder takes its share.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private const int Page = 1000;
    private const int MaxScanned = 1 << 18;

    public bool WithPayload { get; init; } = true;

    /// <summary>Ids up to here were looked at.</summary>
    public long ScannedTo { get; private set; }

    /// <summary>Hands every page to <paramref name="take"/>; an empty one says that all was read that is there.</summary>
    public void ReadAll(Action<IReadOnlyList<CapturedRow>> take)
    {
        RowPage page;
        do
        {
            page = ReadPage(stop);
            take(page.Rows);
        } while (!page.IsEnd);
    }

    /// <summary>As <see cref="ReadAll"/>, and on with what is written, until somebody stops the program.</summary>
    public void Follow(Action<IReadOnlyList<CapturedRow>> take)
    {
        while (!stop.IsCancellationRequested)
        {
            RowPage page = ReadPage(CancellationToken.None);
            take(page.Rows);
            if (page.IsEnd)
            {
                WaitForChange();
            }
        }
    }

    private RowPage ReadPage(CancellationToken cancellationToken)
    {
        RowPage page = reader.ReadPage(
            new RowQuery
            {
                Filter = filter,
                AfterId = ScannedTo,
                Limit = Page,
                MaxScanned = MaxScanned,
                WithPayload = WithPayload,
            },
            cancellationToken
        );
        ScannedTo = page.ScannedTo;
        return page;
    }

    private void WaitForChange()
    {
        while (!reader.HasChanged())
        {
            if (stop.WaitHandle.WaitOne(Interval))
            {
                return;
            }
            if (!reader.IsStillThere())
            {
                throw new CaptureFileException(
                    CaptureFileProblem.Io,
                    $"{reader.Path} was moved or deleted while it was being followed."
                );
            }
        }
    }
}

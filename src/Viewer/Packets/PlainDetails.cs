using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Details;

namespace SioProxy.Viewer.Packets;

/// <summary>The selected row, whole, as lines of text.</summary>
internal sealed class PlainDetails : Pane
{
    private readonly ReaderThread _reader;
    private List<string> _lines = [];
    private long _shownId;

    public PlainDetails(ViewerContext context)
        : base(context, "details")
    {
        _reader = context.OpenReaderThread("details");
        context.SelectionChanged += (_, _) => Read();
        VisibleChanged += (_, _) => Read();
    }

    protected override bool OnDrawingContent(Terminal.Gui.ViewBase.DrawContext? context)
    {
        for (int y = 0; y < Viewport.Height; y++)
        {
            PaintLine(y, Theme.Normal, y < _lines.Count ? [(" " + _lines[y], Theme.Normal)] : []);
        }
        return true;
    }

    private void Read()
    {
        long id = Context.SelectedId;
        if (!Visible || id == _shownId)
        {
            return;
        }
        _shownId = id;
        _reader.Replace(
            "row",
            (reader, stop) =>
            {
                if (RowDetails.Read(reader, id) is not { } details || stop.IsCancellationRequested)
                {
                    return;
                }
                List<string> lines =
                [
                    .. RowDetailsText.Lines(details).Select(line => TerminalText.Sanitize(line, 1000)),
                ];
                Context.Ui.Post(() =>
                {
                    _lines = lines;
                    SetNeedsDraw();
                });
            }
        );
    }
}

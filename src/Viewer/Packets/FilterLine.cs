using SioProxy.Filtering;
using SioProxy.Viewer.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace SioProxy.Viewer.Packets;

/// <summary>A line in which a filter is typed.</summary>
internal sealed class FilterLine : Pane
{
    private readonly TextField _text;

    public FilterLine(ViewerContext context)
        : base(context, "filter")
    {
        Height = 1;
        var label = new Label { Text = "Filter: ", CanFocus = false };
        _text = new TextField { X = Pos.Right(label), Width = Dim.Fill() };
        _text.Accepting += (_, e) =>
        {
            e.Handled = true;
            Apply();
        };
        Add(label, _text);
        context.Filters.Changed += (_, _) => _text.Text = context.Filters.Typed.Text;
    }

    private void Apply()
    {
        if (!Filter.TryParse(_text.Text, out Filter? filter, out FilterError? error))
        {
            Context.Shell.ShowTrouble(error.Sentence);
            return;
        }
        Context.Filters.Apply(filter);
        Context.Shell.Show(PacketsWorkspace.Name);
    }
}

using SioProxy.Filtering;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.Sessions;

/// <summary>The tree of clients and sessions.</summary>
internal sealed class SessionsView(ViewerContext context) : OutlineView(context, "sessions.tree")
{
    /// <summary>Enter: shows the packets of what is under the cursor, or the row that a diagnosis is shown by.</summary>
    public override void Activate()
    {
        OutlineNode? node = Whole(Current);
        switch (node)
        {
            case INarrowing narrowing:
                long? shownBy = node.LeadsTo;
                Narrow(narrowing.Term);
                if (shownBy is { } shows)
                {
                    Context.Shell.GoTo(shows); // among the others that belong to it
                }
                break;
            case { LeadsTo: { } row }:
                Context.Shell.GoTo(row);
                Context.Shell.FocusDetails();
                break;
            default:
                Toggle();
                break;
        }
    }

    // The lines that a finding or its advice is cut into stand for what they are told of.
    private static OutlineNode? Whole(OutlineNode? node) =>
        node is LineNode { Parent: { WrapsText: true } whole } ? whole : node;

    /// <summary>Shows only the packets of a term; the toggles beside the filter are kept.</summary>
    private void Narrow(string term)
    {
        if (!Filter.TryParse(term, out Filter? filter, out _))
        {
            Context.Shell.ShowStatus("Their names are too long for a filter."); // as a peer may choose them
            return;
        }
        Context.Filters.Apply(filter);
        Context.Shell.Show(PacketsWorkspace.Name);
    }
}

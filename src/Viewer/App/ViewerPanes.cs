using SioProxy.Viewer.Details;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Packets;
using SioProxy.Viewer.Replaying;
using SioProxy.Viewer.Sequence;
using SioProxy.Viewer.Sessions;
using SioProxy.Viewer.Statistics;

namespace SioProxy.Viewer.App;

/// <summary>What the window is made of: the place to add a workspace, or to replace the filter bar or the details.</summary>
internal static class ViewerPanes
{
    /// <summary>The workspaces in the order of their tabs; the first one is shown first.</summary>
    public static IReadOnlyList<Workspace> Workspaces(ViewerContext context) =>
        [
            new PacketsWorkspace(context, FilterBar(context), Details(context)),
            new SessionsWorkspace(context),
            new SequenceWorkspace(context),
            new StatisticsWorkspace(context),
            new ReplayWorkspace(context),
        ];

    /// <summary>The bar above the packet list. Its height may change; what it paints below itself lies over the list.</summary>
    private static FilterBar FilterBar(ViewerContext context) =>
        new(context, new FilterShelf(context.Settings.Directory));

    /// <summary>What is shown of the selected row. It is hidden at first: it reads nothing until it is visible.</summary>
    private static DetailsView Details(ViewerContext context) => new(context);
}

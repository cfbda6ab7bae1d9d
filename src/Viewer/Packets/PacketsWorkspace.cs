using System.Drawing;
using SioProxy.Viewer.App;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.Packets;

/// <summary>The filter bar, the packet list and the details beside or below it.</summary>
internal sealed class PacketsWorkspace : Workspace
{
    public const string Name = "packets";
    private const int SideBySide = 140;
    private const int MinHeightOfExplanation = 8;

    private readonly View _filterBar;
    private readonly View _details;
    private bool _showsDetails;

    public PacketsWorkspace(ViewerContext context, View filterBar, View details)
        : base(context, Name, "Packets")
    {
        _filterBar = filterBar;
        _details = details;
        List = new PacketListView(context) { Y = Pos.Bottom(filterBar) };
        filterBar.Width = Dim.Fill();
        Add(List, details, filterBar); // the last one is on top: its completions cover the list
        Arrange();
        context.Commands.AddRange(new PacketCommands(context, this).All);
        context.Commands.AddRange(new PacketPlaces(context, this).All);
    }

    public PacketListView List { get; }

    /// <summary>Whether the details are open.</summary>
    public bool ShowsDetails
    {
        get => _showsDetails;
        set
        {
            if (_showsDetails != value)
            {
                bool hadFocus = _details.HasFocus;
                _showsDetails = value;
                Arrange();
                if (hadFocus)
                {
                    _ = List.SetFocus();
                }
            }
        }
    }

    public void FocusDetails()
    {
        ShowsDetails = true;
        _ = _details.SetFocus();
    }

    public void FocusFilter() => _ = _filterBar.SetFocus();

    /// <summary>Gives the keyboard to the next of list, details and filter bar.</summary>
    public void FocusNext(int step)
    {
        View[] views = _showsDetails ? [List, _details, _filterBar] : [List, _filterBar];
        int at = Array.FindIndex(views, view => view.HasFocus);
        _ = views[(at + step + views.Length) % views.Length].SetFocus();
    }

    public override void OnShown() => _ = List.SetFocus();

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        Arrange();
    }

    private void Arrange()
    {
        bool isWide = Frame.Width >= SideBySide;
        _filterBar.Height = Frame.Height < MinHeightOfExplanation ? 1 : 2; // rows are worth more than the line below the filter
        _details.Visible = _showsDetails;
        List.Width = _showsDetails && isWide ? Dim.Percent(60) : Dim.Fill();
        List.Height = _showsDetails && !isWide ? Dim.Percent(50) : Dim.Fill();
        _details.X = isWide ? Pos.Right(List) : 0;
        _details.Y = isWide ? Pos.Bottom(_filterBar) : Pos.Bottom(List);
        _details.Width = Dim.Fill();
        _details.Height = Dim.Fill();
        SetNeedsLayout();
        SetNeedsDraw();
    }
}

using SioProxy.Viewer.App;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.Sessions;

/// <summary>What is wrong with the capture, then its clients and their sessions. Goes on as the capture grows while it is in front.</summary>
internal sealed class SessionsWorkspace : Workspace
{
    public const string Name = "sessions";

    public SessionsWorkspace(ViewerContext context)
        : base(context, Name, "Sessions")
    {
        Tree = new SessionsView(context) { Width = Dim.Fill(), Height = Dim.Fill() };
        Add(Tree);
        context.Commands.AddRange(new SessionsCommands(context, this).All);
        context.Survey.Changed += (_, _) =>
        {
            if (Survey.IsWanted)
            {
                Picture();
            }
        };
    }

    public SessionsView Tree { get; }

    public override string Label => Survey.Problems.Count == 0 ? base.Label : $"{base.Label}: {Survey.ProblemsInWords}";

    /// <summary>Whether only sessions are shown that something is wrong with.</summary>
    public bool IsOnlyTroubled { get; private set; }

    private CaptureSurvey Survey => Context.Survey;

    public void ToggleTroubled()
    {
        IsOnlyTroubled = !IsOnlyTroubled;
        Picture();
    }

    public override void OnShown()
    {
        Survey.IsWanted = true;
        _ = Tree.SetFocus();
        Picture();
        Survey.ReadOn();
    }

    public override void OnHidden() => Survey.IsWanted = false;

    private void Picture()
    {
        SessionOverview overview = Survey.Overview;
        int sessions = overview.Clients.Sum(client => client.Sessions.Count);
        int troubled = overview.Sessions.Count(session => session.Diagnoses.Count > 0);
        string progress =
            Survey.Failure is { } failure ? "  " + failure
            : Survey.IsComplete ? ""
            : FormattableString.Invariant($"  reading… row {overview.LastRow:N0} of {Context.Packets.LastId:N0}");
        string title =
            $"{Count(overview.Clients.Count, "client")}, {Count(sessions, "session")}, "
            + $"{AmountText.Count(troubled)} with something to look at{(IsOnlyTroubled ? " (only those)" : "")}{progress}";
        Tree.Show(title, SessionNodes.Of(overview, Survey.Problems, IsOnlyTroubled), keepsPlace: true);
    }

    private static string Count(int number, string what) =>
        number == 1 ? $"1 {what}" : $"{AmountText.Count(number)} {what}s";
}

using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Says that many sessions were lost at once, and how their clients came back.</summary>
internal static class RestartDiagnoser
{
    private const int Storm = 20; // handshakes in a second

    public static Diagnosis Of(Restart restart)
    {
        string back =
            restart.Handshakes == 0
                ? "none came back within 30 s"
                : FormattableString.Invariant(
                    $"{restart.Handshakes} sessions were opened in the 30 s after, up to {restart.MostInASecond} in one second"
                );
        return new(
            DiagnosisCode.ServerRestarted,
            Confidence.Likely,
            FormattableString.Invariant(
                $"{restart.Ended} of {restart.Living} living sessions were lost within {AmountText.Duration(restart.ToMicros - restart.FromMicros)} at {TimeText.Iso(restart.FromMicros)}; {back}."
            ),
            restart.MostInASecond >= Storm
                ? "The server, or what stands before it, was restarted, and its clients returned in step: raise randomizationFactor and reconnectionDelayMax, and restart nodes one after the other."
                : "The server, or what stands before it, was restarted or crashed at that time: see its log.",
            restart.Row
        );
    }
}

using SioProxy.Protocol;
using SioProxy.Storage;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>Upgrades to WebSocket that began and did not come to their end, while the session went on.</summary>
internal static class UpgradeDiagnoser
{
    private const long ProbePatience = 5_000_000;
    private const long UpgradePatience = 10_000_000; // the server's upgradeTimeout

    public static Diagnosis? Of(SessionContext context)
    {
        UpgradeFacts upgrade = context.Facts.Upgrade;
        if (upgrade.IsCompleted || context.Session.FirstTransport != Transport.Polling)
        {
            return null;
        }
        return Unanswered(context) ?? OfProbe(context, upgrade);
    }

    /// <summary>A WebSocket that was asked for and never answered, outside any session; null when it is not that.</summary>
    public static Diagnosis? Of(Refusal refusal) =>
        refusal is { Status: null, Transport: "websocket", EndedAtMicros: { } ended }
        && ended - refusal.AtMicros is >= ProbePatience and var waited
            ? NoAnswer(refusal, waited)
            : null;

    private static Diagnosis? Unanswered(SessionContext context) =>
        context.Facts.Refusals.Select(Of).FirstOrDefault(diagnosis => diagnosis is not null);

    private static Diagnosis NoAnswer(Refusal refusal, long waited) =>
        new(
            DiagnosisCode.UpgradeHangs,
            Confidence.Likely,
            $"A WebSocket was asked for and not answered for {AmountText.Duration(waited)}.",
            "Something between proxy and server swallows the upgrade, or the server is stuck: see whether the request reaches it.",
            refusal.Row
        );

    private static Diagnosis? OfProbe(SessionContext context, UpgradeFacts upgrade)
    {
        if (upgrade.Probe is not { } probe)
        {
            return null;
        }
        // As long as the session was heard of: a client that left meanwhile broke nothing off.
        long heard = Math.Max(context.Facts.LastClientPacketMicros, context.Facts.LastServerPacketMicros);
        if (upgrade.Answer is not { } answer)
        {
            return heard - probe.AtMicros >= ProbePatience
                ? new(
                    DiagnosisCode.UpgradeHangs,
                    Confidence.Likely,
                    $"The WebSocket was opened and the client's probe had no answer for {AmountText.Duration(heard - probe.AtMicros)}, while the session went on by polling.",
                    "Frames do not pass behind the proxy: something there buffers or inspects WebSockets.",
                    probe.Id
                )
                : null;
        }
        return heard - answer.AtMicros >= UpgradePatience
            ? new(
                DiagnosisCode.UpgradeHangs,
                Confidence.Likely,
                $"The server answered the client's probe, and no upgrade followed for {AmountText.Duration(heard - answer.AtMicros)}, while the session went on by polling.",
                "Frames from the server do not reach the client: something before the proxy buffers or inspects WebSockets.",
                answer.Id
            )
            : null;
    }
}

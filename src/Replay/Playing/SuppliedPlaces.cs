using System.Globalization;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>Finds what has to be supplied before a plan can be played.</summary>
public static class SuppliedPlaces
{
    /// <summary>The redacted values that clients send and that no server issued before, each mark once, in the recorded order.</summary>
    public static IReadOnlyList<SuppliedPlace> In(ReplayPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var places = new List<SuppliedPlace>();
        var known = new HashSet<string>(StringComparer.Ordinal); // listed, or issued by the server
        foreach (Said said in InOrder(plan))
        {
            foreach ((string text, string name, string where) in said.Texts)
            {
                bool isNew = RedactedValue.IsMark(text) && known.Add(text);
                if (isNew && !said.IsServer)
                {
                    places.Add(new SuppliedPlace(text, name, $"{where} ({said.By})"));
                }
            }
        }
        return places;
    }

    // What a session's handshake says comes before its first step.
    private static IEnumerable<Said> InOrder(ReplayPlan plan) =>
        plan
            .Everyone.SelectMany(client =>
                client.Sessions.SelectMany(
                    (session, i) =>
                        session
                            .Sockets.SelectMany(socket =>
                                socket.Steps.Select(step => new Said(
                                    step.Number,
                                    step.From == Direction.ServerToClient,
                                    $"{client.Name}, {socket.Namespace}",
                                    TextsOf(step, socket)
                                ))
                            )
                            .Prepend(
                                new Said(
                                    FirstOf(session),
                                    IsServer: false,
                                    client.Name,
                                    TextsOf(session, isFirst: i == 0)
                                )
                            )
                )
            )
            .OrderBy(said => said.Number);

    private static int FirstOf(ReplaySession session) =>
        session.Sockets.SelectMany(socket => socket.Steps).Min(step => (int?)step.Number - 1) ?? 0;

    private static IEnumerable<(string Text, string Name, string Where)> TextsOf(ReplaySession session, bool isFirst)
    {
        foreach (KeyValuePair<string, string> entry in session.Query)
        {
            yield return (Uri.UnescapeDataString(entry.Value), entry.Key, "the handshake's query");
        }
        foreach (HttpHeader header in session.Headers)
        {
            yield return (header.Value, header.Name, "the handshake's headers");
        }
        if (isFirst && session.Cookie is { } cookie)
        {
            yield return (cookie, "cookie", "the handshake's headers"); // later ones may be the recorded server's
        }
    }

    private static IEnumerable<(string Text, string Name, string Where)> TextsOf(ReplayStep step, ReplaySocket socket)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"step {step.Number} {step.Name ?? Word(step)}");
        foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Args))
        {
            if (Bindable.TextOf(leaf.Value) is { } text)
            {
                yield return (text, leaf.Key.LastName ?? leaf.Key.ToString(), $"{what} at {leaf.Key}");
            }
        }
        bool asks = step is { Kind: StepKind.Connect, From: Direction.ClientToServer };
        foreach (string part in asks ? (socket.NamespaceQuery ?? "").Split('&') : [])
        {
            string[] entry = part.Split('=', 2);
            if (entry.Length == 2)
            {
                yield return (Uri.UnescapeDataString(entry[1]), entry[0], $"{what}, its query");
            }
        }
    }

    private static string Word(ReplayStep step) =>
        step.Kind switch
        {
            StepKind.Ack => "ack",
            StepKind.Handshake => HandshakeSteps.Subject,
            _ => "CONNECT",
        };

    private readonly record struct Said(
        int Number,
        bool IsServer,
        string By,
        IEnumerable<(string Text, string Name, string Where)> Texts
    );
}

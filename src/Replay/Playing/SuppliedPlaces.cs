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
    /// <summary>The redacted values that clients send and that no server issued before, each mark once, in the order of the plan.</summary>
    public static IReadOnlyList<SuppliedPlace> In(ReplayPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var places = new List<SuppliedPlace>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReplayClient client in plan.Clients)
        {
            foreach (ReplaySession session in client.Sessions)
            {
                AddHandshake(client, session, places, known);
            }
        }
        Dictionary<ReplayStep, string> owners = Owners(plan);
        var issued = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReplayStep step in plan.Steps.OrderBy(step => step.Number))
        {
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Args))
            {
                if (Bindable.TextOf(leaf.Value) is not { } text || !RedactedValue.IsMark(text))
                {
                    continue;
                }
                if (step.From == Direction.ServerToClient)
                {
                    issued.Add(text);
                }
                else if (!issued.Contains(text) && known.Add(text))
                {
                    string where = string.Create(
                        CultureInfo.InvariantCulture,
                        $"step {step.Number} {step.Name ?? "CONNECT"} at {leaf.Key} ({owners[step]})"
                    );
                    places.Add(new SuppliedPlace(text, leaf.Key.LastName ?? leaf.Key.ToString(), where));
                }
            }
        }
        return places;
    }

    private static void AddHandshake(
        ReplayClient client,
        ReplaySession session,
        List<SuppliedPlace> places,
        HashSet<string> known
    )
    {
        foreach (KeyValuePair<string, string> entry in session.Query)
        {
            string value = Uri.UnescapeDataString(entry.Value);
            if (RedactedValue.IsMark(value) && known.Add(value))
            {
                places.Add(new SuppliedPlace(value, entry.Key, $"the query of {client.Name}"));
            }
        }
        foreach (HttpHeader header in session.Headers)
        {
            if (RedactedValue.IsMark(header.Value) && known.Add(header.Value))
            {
                places.Add(new SuppliedPlace(header.Value, header.Name, $"the headers of {client.Name}"));
            }
        }
        foreach (ReplaySocket socket in session.Sockets)
        {
            foreach (string part in (socket.NamespaceQuery ?? "").Split('&'))
            {
                string[] entry = part.Split('=', 2);
                string value = entry.Length == 2 ? Uri.UnescapeDataString(entry[1]) : "";
                if (RedactedValue.IsMark(value) && known.Add(value))
                {
                    places.Add(new SuppliedPlace(value, entry[0], $"the query of {socket.Namespace}, {client.Name}"));
                }
            }
        }
    }

    private static Dictionary<ReplayStep, string> Owners(ReplayPlan plan)
    {
        var owners = new Dictionary<ReplayStep, string>(ReferenceEqualityComparer.Instance);
        foreach (ReplayClient client in plan.Clients)
        {
            foreach (ReplaySocket socket in client.Sessions.SelectMany(session => session.Sockets))
            {
                foreach (ReplayStep step in socket.Steps)
                {
                    owners[step] = $"{client.Name}, {socket.Namespace}";
                }
            }
        }
        return owners;
    }
}

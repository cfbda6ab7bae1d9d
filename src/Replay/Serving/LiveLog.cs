using System.Globalization;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>Numbers what is really said, and keeps the clients for whom nothing was recorded.</summary>
internal sealed class LiveLog
{
    private readonly List<(ScriptLink Link, List<LiveSocket> Sockets)> _extras = [];
    private int _lastNumber;

    /// <summary>What a person should know besides.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The clients for whom nothing was recorded.</summary>
    public IEnumerable<ReplayClient> Extras => _extras.Select((extra, i) => PlanOf(extra.Link, extra.Sockets, i + 1));

    /// <summary>Adds what was said, with the next number.</summary>
    public ReplayStep Add(LiveSocket socket, ReplayStep step)
    {
        ReplayStep numbered = step with { Number = ++_lastNumber };
        socket.Steps.Add(numbered);
        return numbered;
    }

    public void AddExtraClient(ScriptLink link) => _extras.Add((link, []));

    /// <summary>A namespace that such a client joins.</summary>
    public LiveSocket AddExtraSocket(ScriptLink link, string namespaceName, string? namespaceQuery)
    {
        var socket = new LiveSocket(namespaceName, namespaceQuery);
        _extras.Find(extra => extra.Link == link).Sockets.Add(socket);
        return socket;
    }

    private static ReplayClient PlanOf(ScriptLink link, List<LiveSocket> sockets, int number) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"extra client {number}"),
            [
                new ReplaySession
                {
                    Sid = link.Sid,
                    Version = link.Handshake.Version,
                    Parser = default,
                    FirstTransport = default,
                    IsUpgraded = false,
                    Path = link.Handshake.Path,
                    Query = link.Handshake.Query,
                    Headers = [],
                    OpenedAtMicros = link.OpenedAt,
                    Sockets = [.. sockets.Select(socket => socket.ToPlan())],
                },
            ]
        );
}

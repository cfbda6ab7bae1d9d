using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>An overview as an outline: clients, their sessions, what each session did; then what was refused.</summary>
internal static class SessionNodes
{
    /// <summary>With more sessions than this, clients are folded at first.</summary>
    private const int Few = 500;

    /// <param name="problems">What is wrong with the capture.</param>
    /// <param name="onlyTroubled">Leave out what no diagnosis is known of.</param>
    public static IReadOnlyList<OutlineNode> Of(
        SessionOverview overview,
        IReadOnlyList<ProblemGroup> problems,
        bool onlyTroubled
    )
    {
        var nodes = new List<OutlineNode>(ProblemNodes.Of(problems));
        bool isSmall = overview.Sessions.Take(Few + 1).Count() <= Few;
        foreach (ClientReport client in overview.Clients)
        {
            List<SessionReport> sessions =
            [
                .. client.Sessions.Where(session => !onlyTroubled || session.Diagnoses.Count > 0),
            ];
            if (sessions.Count > 0)
            {
                nodes.Add(new ClientNode(client, sessions) { IsExpanded = isSmall });
            }
        }
        nodes.AddRange(overview.Refusals.Select(group => new RefusalNode(group)));
        if (overview.RefusalsNotKept > 0)
        {
            nodes.Add(
                new LineNode($"… {AmountText.Count(overview.RefusalsNotKept)} more refused requests", SpanKind.Warning)
            );
        }
        return nodes;
    }

    private static string Cell(string text, int columns)
    {
        string safe = TerminalText.Sanitize(text, 200);
        return DisplayWidth.Pad(DisplayWidth.Fit(safe, columns), columns + 1);
    }

    // By their codes: they have room in a narrow terminal, and the lines of the problems above say what they mean.
    private static IEnumerable<TextSpan> Troubles(IEnumerable<Diagnosis> diagnoses) =>
        diagnoses
            .DistinctBy(diagnosis => diagnosis.Code, StringComparer.Ordinal)
            .Select(diagnosis => new TextSpan($"! {diagnosis.Code}  ", DiagnosisNodes.KindOf(diagnosis)));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed class ClientNode(ClientReport client, IReadOnlyList<SessionReport> sessions)
        : OutlineNode,
            INarrowing
    {
        public override string Key => Invariant($"client {client.Sessions[0].Session.Key}");

        public override bool CanExpand => true;

        public string Term => FilterTerms.ForSessions([.. client.Sessions.Select(session => session.Session.Sid)]);

        public override IReadOnlyList<TextSpan> Line
        {
            get
            {
                string reconnects = client.Reconnects switch
                {
                    0 => "1 session",
                    1 => "2 sessions, 1 reconnect",
                    var n => $"{AmountText.Count(n + 1)} sessions, {AmountText.Count(n)} reconnects",
                };
                return
                [
                    new(Invariant($"client {client.Number}  "), SpanKind.Heading),
                    new($"{client.Address}  "),
                    new($"{reconnects}  ", client.Reconnects > 0 ? SpanKind.Warning : SpanKind.Plain),
                    new(client.Agent ?? "", SpanKind.Dim),
                ];
            }
        }

        protected override IReadOnlyList<OutlineNode> Load() =>
            [.. sessions.Select(session => new SessionNode(session))];
    }

    private sealed class SessionNode(SessionReport report) : OutlineNode, INarrowing
    {
        public override string Key => Invariant($"session {report.Session.Key}");

        public override bool CanExpand => true;

        public string Term => FilterTerms.ForSessions([report.Session.Sid]);

        public override string Value => report.Session.Sid;

        public override IReadOnlyList<TextSpan> Line
        {
            get
            {
                SessionEntry session = report.Session;
                string time = TimeText.Iso(session.OpenedAtMicros);
                string transport = report.Transports is "polling, then websocket" ? "poll→ws" : report.Transports;
                string unanswered = report.Unanswered > 0 ? $"{AmountText.Count(report.Unanswered)} unanswered  " : "";
                return
                [
                    new(Cell(session.Sid, 9), SpanKind.Link),
                    new(Cell(time.Substring(11, 12), 12), SpanKind.Dim),
                    new(Cell(AmountText.Duration(report.DurationMicros), 9)),
                    new(Cell(transport, 9)),
                    new(Cell(AmountText.Count(report.Packets) + " pkt", 10)),
                    .. Troubles(report.Diagnoses),
                    new(report.End + "  ", report.IsOpen ? SpanKind.Text : SpanKind.Plain),
                    new(unanswered, SpanKind.Warning),
                ];
            }
        }

        protected override IReadOnlyList<OutlineNode> Load()
        {
            SessionEntry session = report.Session;
            string eio =
                session.ClaimedVersion is { } claimed && claimed != (int)session.Version
                    ? Invariant($"{(int)session.Version} (the client asked for {claimed})")
                    : Invariant($"{(int)session.Version}");
            var nodes = new List<OutlineNode>(DiagnosisNodes.Of(report.Diagnoses))
            {
                new FieldNode("sid", session.Sid),
                new FieldNode(
                    "transport",
                    $"{report.Transports}{Upgrade(session)}, Engine.IO {eio}, path {session.Path}"
                ),
                new FieldNode("node", session.Node ?? AmountText.None),
                new FieldNode(
                    "opened",
                    $"{TimeText.Iso(session.OpenedAtMicros)}, lasted {AmountText.Duration(report.DurationMicros)}"
                ),
                new FieldNode("ended", report.End),
                new FieldNode(
                    "traffic",
                    $"{AmountText.Count(session.ClientPackets)} packets, {AmountText.Bytes(session.ClientBytes)} from the client; "
                        + $"{AmountText.Count(session.ServerPackets)} packets, {AmountText.Bytes(session.ServerBytes)} from the server"
                ),
                new FieldNode("heartbeat", Heartbeat(session)),
            };
            if (report.Gaps > 0)
            {
                nodes.Add(new FieldNode("gaps", AmountText.Count(report.Gaps), SpanKind.Fault));
            }
            nodes.AddRange(report.Namespaces.Select(space => new NamespaceNode(session.Sid, space)));
            return nodes;
        }

        private static string Upgrade(SessionEntry session) =>
            session.UpgradedAtMicros is { } upgraded
                ? $" after {AmountText.Duration(Math.Max(0, upgraded - session.OpenedAtMicros))}"
                : "";

        private string Heartbeat(SessionEntry session)
        {
            string every = session.PingIntervalMillis is { } interval
                ? $"every {AmountText.Duration(interval * 1000L)}, timeout {AmountText.Duration(session.PingTimeoutMillis * 1000L)}; "
                : "";
            return report.Heartbeat is { } times
                ? $"{every}{AmountText.Count(times.Count)} round trips: min {AmountText.Duration(times.MinMicros)}, "
                    + $"median {AmountText.Duration(times.MedianMicros)}, max {AmountText.Duration(times.MaxMicros)}"
                : $"{every}no round trip seen";
        }
    }

    private sealed class NamespaceNode(string sid, NamespaceReport space) : OutlineNode, INarrowing
    {
        public override string Key => "ns " + space.Name;

        public string Term =>
            space.Name.StartsWith('/')
                ? $"{FilterTerms.ForSessions([sid])} {FilterTerms.ForNamespace(space.Name)}"
                : FilterTerms.ForSessions([sid]);

        public override IReadOnlyList<TextSpan> Line
        {
            get
            {
                string acks =
                    space.Asked == 0
                        ? ""
                        : $"  {AmountText.Count(space.Asked)} acks asked, {AmountText.Count(space.Unanswered)} never came";
                return
                [
                    new("namespace ", SpanKind.Name),
                    new(space.Name + " ", SpanKind.Heading),
                    new(space.State, space.State is "joined" or "left" ? SpanKind.Plain : SpanKind.Fault),
                    new(
                        $"  {AmountText.Count(space.ClientPackets)} → {AmountText.Count(space.ServerPackets)} ← packets, {AmountText.Bytes(space.Bytes)}",
                        SpanKind.Dim
                    ),
                    new(acks, space.Unanswered > 0 ? SpanKind.Warning : SpanKind.Dim),
                ];
            }
        }
    }

    private sealed class RefusalNode(RefusalGroup group) : OutlineNode, INarrowing
    {
        private const int Most = 200;

        public override string Key => $"refused {group.Client} {group.Answer} {group.Diagnosis?.Code}";

        public override bool CanExpand => true;

        public override long? LeadsTo => group.Refusals[0].Row;

        public string Term =>
            "id="
            + string.Join(
                '|',
                group.Refusals.TakeLast(Most).Select(refusal => refusal.Row.ToString(CultureInfo.InvariantCulture))
            );

        public override IReadOnlyList<TextSpan> Line =>
            [
                new($"refused {AmountText.Count(group.Refusals.Count)} × ", SpanKind.Fault),
                new($"{group.Client}  "),
                new($"{group.Answer}  ", SpanKind.Dim),
                .. group.Diagnosis is { } diagnosis ? Troubles([diagnosis]) : [],
            ];

        protected override IReadOnlyList<OutlineNode> Load() =>
            [
                .. group.Diagnosis is { } diagnosis ? DiagnosisNodes.Of([diagnosis]) : [],
                .. group
                    .Refusals.Take(Most)
                    .Select(refusal => new LinkNode(
                        TimeText.Iso(refusal.AtMicros),
                        $"{refusal.Method} {refusal.Target}",
                        refusal.Row
                    )),
            ];
    }
}

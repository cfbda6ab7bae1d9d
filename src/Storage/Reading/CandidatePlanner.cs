using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>Plans candidates from a filter's tree.</summary>
internal sealed class CandidatePlanner(sqlite3 database, string path)
{
    private const int MaxNames = 50_000;
    private const long Events = (1 << 2) | (1 << 5);
    private const long Acks = (1 << 3) | (1 << 6);

    public Candidates Plan(FilterNode node) =>
        node switch
        {
            AndNode and => Candidates.And(and.Terms.Select(Plan)),
            OrNode or => Candidates.Or(or.Terms.Select(Plan)),
            NotNode not => Candidates.Not(Plan(not.Term)),
            NameNode name => PlanName(name),
            NumberNode number => PlanNumber(number),
            TimeNode time => Candidates.Or(time.Values.Select(value => PlanTime(time.Comparison, value))),
            TypeNode type => Candidates.Or(type.Types.Select(PlanType)),
            StateNode state => Candidates.Or(state.States.Select(PlanState)),
            DirectionNode direction => Numbers(
                "r.direction",
                direction.Directions.Select(d => (int)d),
                s => s.Directions
            ),
            TransportNode transport => Numbers(
                "r.transport",
                transport.Transports.Select(t => (int)t),
                s => s.Transports
            ),
            VersionNode version => Numbers("r.eio", version.Versions.Select(v => (int)v), s => s.Versions),
            PathNode { Root: PathRoot.Args } => SocketTypes(Events | Acks) with { IsExact = false },
            PathNode { Root: PathRoot.Auth } => SocketTypes(1) with { IsExact = false },
            _ => Candidates.Any,
        };

    private static Candidates Numbers(string column, IEnumerable<int> values, Func<SegmentSummary, long> bits)
    {
        List<int> all = [.. values];
        long wanted = all.Aggregate(0L, (mask, value) => mask | SegmentSummary.Bit(value));
        return new Candidates(
            SqlCondition.In(column, all.Select(value => (long)value)),
            (_, summary) => (bits(summary) & wanted) != 0
        )
        {
            IsExact = true,
        };
    }

    private static Candidates SocketTypes(long bits) =>
        Numbers("r.sio_type", Enumerable.Range(0, 7).Where(type => (bits >> type & 1) != 0), s => s.SocketTypes);

    private static Candidates EngineTypes(params int[] types) => Numbers("r.engine_type", types, s => s.EngineTypes);

    private static Candidates Kind(RowKind kind) => Numbers("r.kind", [(int)kind], s => s.Kinds);

    private static Candidates Flag(RowFlags flag) =>
        new(SqlCondition.Of("r.flags & {0} <> 0", (long)flag), (_, summary) => (summary.Flags & (long)flag) != 0)
        {
            IsSelective = true,
        };

    private static Candidates PlanType(FilterType type) =>
        type switch
        {
            FilterType.Event => SocketTypes(Events),
            FilterType.Ack => SocketTypes(Acks),
            FilterType.Connect => SocketTypes(1 << 0),
            FilterType.Disconnect => SocketTypes(1 << 1),
            FilterType.ConnectError => SocketTypes(1 << 4),
            FilterType.BinaryEvent => SocketTypes(1 << 5),
            FilterType.BinaryAck => SocketTypes(1 << 6),
            FilterType.Open => EngineTypes(0),
            FilterType.Close => Candidates.Or([EngineTypes(1), Kind(RowKind.Close)]),
            FilterType.Ping => EngineTypes(2),
            FilterType.Pong => EngineTypes(3),
            FilterType.Upgrade => EngineTypes(5),
            FilterType.Noop => EngineTypes(6),
            FilterType.Message => Candidates.Or([EngineTypes(4), Kind(RowKind.Message)]) with { IsExact = false },
            FilterType.Http => Kind(RowKind.Http),
            FilterType.Gap => Kind(RowKind.Gap),
            FilterType.Packet => Kind(RowKind.Packet),
            _ => Candidates.Any,
        };

    private Candidates PlanState(FilterState state) =>
        state switch
        {
            FilterState.Unanswered => Candidates.And([
                SocketTypes(Events),
                new Candidates(
                    SqlCondition.Of(
                        "r.ack_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM answer u WHERE u.event_row = r.id)"
                    ),
                    null
                )
                {
                    IsExact = true,
                },
            ]),
            FilterState.Answered => Candidates.And([
                SocketTypes(Events),
                new Candidates(SqlCondition.Of("r.ack_id IS NOT NULL"), null),
            ]),
            FilterState.Fault => new Candidates(
                SqlCondition.Of("r.fault_id IS NOT NULL"),
                SegmentsOf(SqlCondition.Of("field = {0}", (long)SegmentField.Fault))
            )
            {
                IsExact = true,
                IsSelective = true,
            },
            FilterState.Gap => Kind(RowKind.Gap) with { IsSelective = true },
            FilterState.Slow => new Candidates(
                SqlCondition.Of("r.latency_us >= 1000000"),
                (_, summary) => summary.MaxLatency >= 1_000_000
            )
            {
                IsSelective = true,
            },
            FilterState.Truncated => Flag(RowFlags.Truncated) with { IsExact = true },
            FilterState.Redacted => Flag(RowFlags.Redacted),
            FilterState.Ack => SocketTypes(Acks),
            FilterState.Heartbeat => Candidates.And([
                EngineTypes(2, 3),
                new Candidates(SqlCondition.Of("r.size <= 1"), null) { IsExact = true },
            ]),
            _ => Candidates.Any,
        };

    private static Candidates PlanNumber(NumberNode node)
    {
        (string? column, Func<SegmentSummary, (long Min, long Max)>? range) = node.Field switch
        {
            NumberField.Size => ("r.size", (Func<SegmentSummary, (long, long)>)(s => (0, s.MaxSize))),
            NumberField.Latency => ("r.latency_us", s => (long.MinValue, s.MaxLatency)), // an ack may be seen before its event
            NumberField.Connection => ("r.connection_id", s => (s.MinConnection, s.MaxConnection)),
            NumberField.Id => ("r.id", null),
            NumberField.AckId => ("r.ack_id", null),
            _ => (null, null),
        };
        if (column is null)
        {
            return node.Field == NumberField.Status ? Kind(RowKind.Http) with { IsExact = false } : Candidates.Any;
        }
        long value = node.Values[0];
        Candidates Compare(string sign, Func<(long Min, long Max), bool> fits) =>
            new(
                SqlCondition.Of($"{column} {sign} {{0}}", value),
                range is null ? null : (_, summary) => fits(range(summary))
            )
            {
                IsExact = true,
            };
        return node.Comparison switch
        {
            Comparison.Equal => new Candidates(
                SqlCondition.In(column, node.Values),
                range is null
                    ? null
                    : (_, summary) => node.Values.Any(v => v >= range(summary).Min && v <= range(summary).Max)
            )
            {
                IsExact = true,
                IsSelective = true,
            },
            Comparison.NotEqual => new Candidates(SqlCondition.In(column, node.Values, negated: true), null)
            {
                IsExact = true,
            },
            Comparison.Greater => Compare(">", r => r.Max > value),
            Comparison.GreaterOrEqual => Compare(">=", r => r.Max >= value),
            Comparison.Less => Compare("<", r => r.Min < value),
            Comparison.LessOrEqual => Compare("<=", r => r.Min <= value),
            _ => Candidates.Any,
        };
    }

    // Wider than the term where its precision leaves room for two readings: the matcher has the last word.
    private static Candidates PlanTime(Comparison comparison, FilterTime time)
    {
        long from = time.Micros;
        long to =
            time.Micros > long.MaxValue - time.PrecisionMicros ? long.MaxValue : time.Micros + time.PrecisionMicros;
        string column = time.IsTimeOfDay ? "r.at_us % 86400000000" : "r.at_us";
        bool dated = !time.IsTimeOfDay;
        return comparison switch
        {
            Comparison.Equal => new Candidates(
                SqlCondition.Of($"{column} BETWEEN {{0}} AND {{1}}", from, to),
                dated ? (_, summary) => summary.MaxAt >= from && summary.MinAt <= to : null
            ),
            Comparison.Greater or Comparison.GreaterOrEqual => new Candidates(
                SqlCondition.Of($"{column} >= {{0}}", from),
                dated ? (_, summary) => summary.MaxAt >= from : null
            ),
            Comparison.Less or Comparison.LessOrEqual => new Candidates(
                SqlCondition.Of($"{column} <= {{0}}", to),
                dated ? (_, summary) => summary.MinAt <= to : null
            ),
            _ => Candidates.Any,
        };
    }

    private Candidates PlanName(NameNode node)
    {
        (string column, SegmentField field) = node.Field switch
        {
            NameField.Event => ("r.event_id", SegmentField.Event),
            NameField.Namespace => ("r.namespace_id", SegmentField.Namespace),
            NameField.Session => ("r.session_key", SegmentField.Session),
            NameField.Client => ("r.client_id", SegmentField.Client),
            NameField.Node => ("r.node_id", SegmentField.Node),
            _ => ("r.fault_id", SegmentField.Fault),
        };
        List<long>? values = MatchingNames(node, node.Field);
        if (values is null)
        {
            return Candidates.Any;
        }
        HashSet<long> segments = SegmentsWith(field, values);
        var named = new Candidates(SqlCondition.In(column, values), (id, _) => segments.Contains(id))
        {
            IsExact = true,
            IsSelective = true,
        };
        return node.Field == NameField.Session ? Candidates.Or([named, Flag(RowFlags.LooseSid)]) : named;
    }

    /// <summary>The events whose name a text search finds.</summary>
    /// <param name="tailStart">The first id that no complete segment holds.</param>
    /// <param name="events">Null when there are none.</param>
    /// <returns>False when there are too many names to ask about each.</returns>
    public bool TryFindEvents(IReadOnlyList<string> texts, long tailStart, out NamedEvents? events)
    {
        events = null;
        var ids = new HashSet<long>();
        foreach (string text in texts)
        {
            if (MatchingNames(new TextNode(text), NameField.Event) is not { } values)
            {
                return false;
            }
            ids.UnionWith(values);
        }
        if (ids.Count > 0)
        {
            events = new NamedEvents(ids, SegmentsWith(SegmentField.Event, [.. ids]), tailStart);
        }
        return true;
    }

    // The matcher itself is asked about each stored name, by a row that has that name: its rules are written once.
    private List<long>? MatchingNames(FilterNode node, NameField field)
    {
        var matcher = new FilterMatcher(new Filter { Text = node.ToString(), Root = node });
        string sql = field == NameField.Session ? "SELECT key, sid FROM session" : "SELECT id, text FROM word";
        using var names = new Statement(database, path, $"{sql} LIMIT {MaxNames + 1}");
        var values = new List<long>();
        int seen = 0;
        while (names.Step())
        {
            if (++seen > MaxNames)
            {
                return null;
            }
            if (matcher.Matches(Probe(field, names.Text(1))))
            {
                values.Add(names.Int64(0));
            }
        }
        return values;
    }

    private static CapturedPacket Probe(NameField field, string name) =>
        new()
        {
            AtMicros = 0,
            Connection = 0,
            Client = field == NameField.Client ? name : string.Empty,
            Node = field == NameField.Node ? name : null,
            Session = field == NameField.Session ? name : null,
            Direction = default,
            Transport = default,
            Version = Protocol.EngineIo.EngineIoVersion.V4,
            EngineType = Protocol.EngineIo.EngineIoPacketType.Message,
            Type = Protocol.SocketIo.SocketIoPacketType.Event,
            Namespace = field == NameField.Namespace ? name : "/",
            EventName = field == NameField.Event ? name : string.Empty,
            Fault = field == NameField.Fault ? new Protocol.DecodeFault(name, string.Empty) : null,
            Size = 0,
            Raw = default,
        };

    private HashSet<long> SegmentsWith(SegmentField field, List<long> values) =>
        ReadSegments(
            SqlCondition.Join(
                SqlCondition.Of("field = {0}", (long)field),
                "AND",
                SqlCondition.In("value", values.Append(Rows.Segments.AnyValue))
            )
        );

    private Func<long, SegmentSummary, bool> SegmentsOf(SqlCondition condition)
    {
        HashSet<long> segments = ReadSegments(condition);
        return (id, _) => segments.Contains(id);
    }

    private HashSet<long> ReadSegments(SqlCondition condition)
    {
        using var statement = new Statement(
            database,
            path,
            $"SELECT segment FROM segment_index WHERE {condition.ToSql(1)}"
        );
        condition.Bind(statement, 1);
        var segments = new HashSet<long>();
        while (statement.Step())
        {
            _ = segments.Add(statement.Int64(0));
        }
        return segments;
    }
}

namespace SioProxy.Filtering;

/// <summary>Says in English what a single term matches, or what its negation does.</summary>
internal static class TermExplainer
{
    public static string Explain(FilterNode term, bool isNegated) =>
        term switch
        {
            TextNode text =>
                $"the event name or the payload {(isNegated ? "does not contain" : "contains")} {FilterPrinter.Quote(text.Text)}",
            NameNode name => Name(name, isNegated),
            TypeNode type => $"the row is {(isNegated ? "not " : "")}{Join(type.Types.Select(Type))}",
            StateNode state => $"the row {(isNegated ? "is not one that " : "")}{Join(state.States.Select(State))}",
            DirectionNode from => $"it {(isNegated ? "was not" : "was")} sent by "
                + Join(from.Directions.Select(value => "the " + FilterWords.Name(FilterWords.Directions, value))),
            TransportNode transport => $"the transport is {(isNegated ? "not " : "")}"
                + Join(transport.Transports.Select(value => FilterWords.Name(FilterWords.Transports, value))),
            VersionNode version => $"the framing is {(isNegated ? "not " : "")}Engine.IO "
                + Join(version.Versions.Select(value => FilterWords.Name(FilterWords.Versions, value))),
            NumberNode number => Wrap(
                isNegated,
                $"{Number(number.Field)} is {Than(number.Comparison)}"
                    + Join(number.Values.Select(value => FilterUnits.Format(number.Field, value)))
            ),
            TimeNode time => Wrap(isNegated, Time(time)),
            PathNode path => Wrap(
                isNegated,
                $"the value at {FilterPrinter.Path(path)} {(IsManyValued(path) ? "(any of them) " : "")}{Value(path)}"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term.GetType(), "Not a term."),
        };

    private static string Name(NameNode name, bool isNegated)
    {
        string subject = name.Field switch
        {
            NameField.Event => "the event's name",
            NameField.Namespace => "the namespace",
            NameField.Session => "the session's sid",
            NameField.Client => "the client's address",
            NameField.Node => "the server node",
            _ => "the fault's code",
        };
        return Wrap(isNegated, $"{subject} {Join(name.Patterns.Select(Pattern))}");
    }

    private static string Pattern(TextPattern pattern) =>
        pattern.Kind switch
        {
            TextPatternKind.Literal => $"is {FilterPrinter.Quote(pattern.Text)}",
            TextPatternKind.Glob => $"looks like {pattern.Text}",
            _ => $"matches the regular expression {pattern.Text}",
        };

    private static string Type(FilterType type) =>
        type switch
        {
            FilterType.Event => "an event",
            FilterType.Ack => "an ack",
            FilterType.Connect => "a CONNECT",
            FilterType.ConnectError => "a CONNECT_ERROR",
            FilterType.Disconnect => "a DISCONNECT",
            FilterType.BinaryEvent => "an event with attachments",
            FilterType.BinaryAck => "an ack with attachments",
            FilterType.Open => "an Engine.IO open packet",
            FilterType.Close => "the end of a connection or an Engine.IO close packet",
            FilterType.Ping => "a ping",
            FilterType.Pong => "a pong",
            FilterType.Upgrade => "an upgrade packet",
            FilterType.Noop => "a noop packet",
            FilterType.Message => "a message that is not Socket.IO",
            FilterType.Http => "an HTTP exchange",
            FilterType.Gap => "a gap",
            _ => "a packet",
        };

    private static string State(FilterState state) =>
        state switch
        {
            FilterState.Unanswered => "asks for an ack and got none",
            FilterState.Answered => "asks for an ack and got one",
            FilterState.Fault => "could not be decoded in full",
            FilterState.Binary => "carries binary data",
            FilterState.Gap => "stands for something that was not recorded",
            FilterState.Slow => "answers later than a second after the event",
            FilterState.Truncated => "is kept in part only",
            FilterState.Redacted => "had secrets replaced",
            FilterState.Ack => "answers an event",
            _ => "belongs to the heartbeat",
        };

    private static string Number(NumberField field) =>
        field switch
        {
            NumberField.Size => "the size in bytes",
            NumberField.Latency => "the ack's latency",
            NumberField.Id => "the row's id",
            NumberField.Connection => "the connection's number",
            NumberField.AckId => "the ack id",
            _ => "the HTTP status",
        };

    private static string Time(TimeNode time)
    {
        string subject = time.Values.All(value => value.IsTimeOfDay) ? "the time of day (UTC)" : "the time (UTC)";
        string comparison = time.Comparison switch
        {
            Comparison.Equal => "within ",
            Comparison.NotEqual => "not within ",
            Comparison.Greater => "after ",
            Comparison.GreaterOrEqual => "at or after ",
            Comparison.Less => "before ",
            _ => "at or before ",
        };
        return $"{subject} is {comparison}{Join(time.Values.Select(FilterTimes.Format))}";
    }

    private static string Than(Comparison comparison) =>
        comparison switch
        {
            Comparison.Equal => "",
            Comparison.NotEqual => "other than ",
            Comparison.Greater => "more than ",
            Comparison.GreaterOrEqual => "at least ",
            Comparison.Less => "less than ",
            _ => "at most ",
        };

    private static string Value(PathNode path)
    {
        if (path.Comparison == Comparison.Equal)
        {
            return Join(path.Values.Select(value => value.IsQuoted ? Text(value) : Pattern(value.Pattern)));
        }
        string values = Join(path.Values.Select(value => value.IsQuoted ? Text(value)[3..] : Shown(value.Pattern)));
        return $"is {Than(path.Comparison)}{values}";
    }

    private static string Text(PathValue value) => $"is the text {FilterPrinter.Quote(value.Pattern.Text)}";

    private static string Shown(TextPattern pattern) =>
        pattern.Kind == TextPatternKind.Regex ? $"/{pattern.Text}/" : pattern.Text;

    private static bool IsManyValued(PathNode path) => path.Steps.Any(step => step is { Name: null, Index: null });

    private static string Join(IEnumerable<string> values) => string.Join(" or ", values);

    private static string Wrap(bool isNegated, string clause) => isNegated ? $"it is not so that {clause}" : clause;
}

using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Makes tests of rows out of a syntax tree.</summary>
internal static class RowTests
{
    public static RowTest Compile(FilterNode node)
    {
        switch (node)
        {
            case AndNode and:
                // What plain columns decide goes first: it is cheap, and payloads are then looked into for the rest only.
                RowTest[] all = [.. and.Terms.OrderBy(term => term.NeedsContent).Select(Compile)];
                return row => Array.TrueForAll(all, test => test(row));
            case OrNode or:
                RowTest[] any = [.. or.Terms.OrderBy(term => term.NeedsContent).Select(Compile)];
                return row => Array.Exists(any, test => test(row));
            case NotNode not:
                RowTest inner = Compile(not.Term);
                return row => !inner(row);
            default:
                return CompileTerm(node);
        }
    }

    private static RowTest CompileTerm(FilterNode term)
    {
        switch (term)
        {
            case TextNode text:
                return new ContentTextTest(text.Text).IsMatch;
            case NameNode name:
                return CompileName(name);
            case TypeNode type:
                return row => HasType(type.Types, row);
            case StateNode state:
                return row => HasState(state.States, row);
            case DirectionNode from:
                return row => DirectionOf(row) is { } direction && from.Directions.Contains(direction);
            case TransportNode transport:
                return row => row is CapturedPacket packet && transport.Transports.Contains(packet.Transport);
            case VersionNode version:
                return row => row is CapturedPacket packet && version.Versions.Contains(packet.Version);
            case NumberNode number:
                return row => NumberOf(number.Field, row) is { } value && IsMatch(number, value);
            case TimeNode time:
                return row => IsMatch(time, row.AtMicros);
            case PathNode path:
                return new ContentPathTest(path).IsMatch;
            default:
                throw new ArgumentOutOfRangeException(nameof(term), term.GetType(), "Not a term.");
        }
    }

    private static RowTest CompileName(NameNode name)
    {
        TextTest[] tests = [.. name.Patterns.Select(pattern => new TextTest(pattern))];
        return row => NameOf(name.Field, row) is { } value && Array.Exists(tests, test => test.IsMatch(value));
    }

    private static string? NameOf(NameField field, CapturedRow row) =>
        field switch
        {
            NameField.Event => (row as CapturedPacket)?.EventName,
            NameField.Namespace => (row as CapturedPacket)?.Namespace,
            NameField.Session => row.Session,
            NameField.Client => row.Client,
            NameField.Node => row.Node,
            _ => FaultOf(row)?.Code,
        };

    private static DecodeFault? FaultOf(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => packet.Fault,
            CapturedMessage message => message.Fault,
            _ => null,
        };

    private static Direction? DirectionOf(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => packet.Direction,
            CapturedMessage message => message.Direction,
            CapturedGap gap => gap.Direction,
            _ => null,
        };

    private static bool HasType(IReadOnlyList<FilterType> types, CapturedRow row)
    {
        for (int i = 0; i < types.Count; i++)
        {
            if (TypeTest.IsMatch(types[i], row))
            {
                return true;
            }
        }
        return false;
    }

    private static bool HasState(IReadOnlyList<FilterState> states, CapturedRow row)
    {
        for (int i = 0; i < states.Count; i++)
        {
            if (StateTest.IsMatch(states[i], row, FaultOf(row)))
            {
                return true;
            }
        }
        return false;
    }

    private static long? NumberOf(NumberField field, CapturedRow row) =>
        field switch
        {
            NumberField.Size => row switch
            {
                CapturedPacket packet => packet.Size,
                CapturedMessage message => message.Size,
                _ => null,
            },
            NumberField.Latency => (row as CapturedPacket)?.LatencyMicros,
            NumberField.Id => row.Id,
            NumberField.Connection => row.Connection,
            NumberField.AckId => (row as CapturedPacket)?.AckId,
            _ => (row as CapturedHttp)?.Status,
        };

    private static bool IsMatch(NumberNode number, long value) =>
        number.Comparison switch
        {
            Comparison.Equal => number.Values.Contains(value),
            Comparison.NotEqual => !number.Values.Contains(value),
            Comparison.Greater => value > number.Values[0],
            Comparison.GreaterOrEqual => value >= number.Values[0],
            Comparison.Less => value < number.Values[0],
            _ => value <= number.Values[0],
        };

    private static bool IsMatch(TimeNode time, long at) =>
        time.Comparison switch
        {
            Comparison.Equal => time.Values.Any(value => IsWithin(value, at)),
            Comparison.NotEqual => !time.Values.Any(value => IsWithin(value, at)),
            Comparison.Greater => Comparable(time.Values[0], at) > time.Values[0].Micros,
            Comparison.GreaterOrEqual => Comparable(time.Values[0], at) >= time.Values[0].Micros,
            Comparison.Less => Comparable(time.Values[0], at) < time.Values[0].Micros,
            _ => Comparable(time.Values[0], at) <= time.Values[0].Micros,
        };

    private static bool IsWithin(FilterTime time, long at)
    {
        long from = Comparable(time, at);
        return from >= time.Micros && from < time.Micros + time.PrecisionMicros;
    }

    private static long Comparable(FilterTime time, long at) =>
        time.IsTimeOfDay ? (at % FilterTime.MicrosPerDay + FilterTime.MicrosPerDay) % FilterTime.MicrosPerDay : at;
}

using System.Buffers;
using SioProxy.Filtering;
using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Reading;

/// <summary>
/// Says of payload records, by their bytes alone, that they cannot match a filter. It may let through what the matcher
/// refuses, never the reverse: a record whose searched text may read otherwise than its bytes is always let through.
/// </summary>
internal sealed class ContentSieve
{
    private const int MaxNeedles = 8;

    // Of text that is quoted for the search these bytes stay as they are.
    private static readonly SearchValues<byte> Plain = SearchValues.Create([
        .. Enumerable
            .Range(0x20, 0x5f)
            .Select(value => (byte)value)
            .Where(value => value is not ((byte)'"' or (byte)'\\')),
    ]);

    private static readonly SearchValues<byte> OrdinaryEscapes = SearchValues.Create("\"\\/nrtbf"u8);

    private readonly ContentNeedle[] _main;
    private readonly ContentNeedle[][] _others;
    private readonly bool _mayBePlaceholder;

    private ContentSieve(Demand demand)
    {
        ContentNeedle[][] groups = [.. demand.Groups.OrderByDescending(group => group.Min(needle => needle.Length))];
        _main = groups[0];
        _others = groups[1..];
        // The export's {"$binary":0} is not in the bytes.
        _mayBePlaceholder = groups.Any(group =>
            group.Any(needle =>
                "binary".Contains(needle.Text, StringComparison.OrdinalIgnoreCase) || needle.Text.All(char.IsAsciiDigit)
            )
        );
        Texts = demand.Texts;
    }

    /// <summary>Events whose name contains one of these may match, whatever their payload holds.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <returns>Null when the filter asks for nothing that bytes can show.</returns>
    public static ContentSieve? Of(FilterNode filter) =>
        DemandOf(filter) is { Groups.Count: > 0 } demand ? new ContentSieve(demand) : null;

    /// <summary>Whether the row with this record may match.</summary>
    public bool MayMatch(ReadOnlyMemory<byte> record) =>
        IsOpaque(record) || HasOddEscape(record.Span) || (HasAny(_main, record.Span) && HasOthers(record.Span));

    /// <summary>Marks the rows of a block that may match.</summary>
    public void Sift(ScanBlock block, Span<bool> marks)
    {
        for (int row = 0; row < block.Count; row++)
        {
            marks[row] = IsOpaque(block.Record(row));
        }
        MarkOddEscapes(block, marks);
        foreach (ContentNeedle needle in _main)
        {
            MarkHits(block, needle, marks);
        }
    }

    private static bool HasAny(ContentNeedle[] group, ReadOnlySpan<byte> bytes)
    {
        foreach (ContentNeedle needle in group)
        {
            if (needle.IndexIn(bytes) >= 0)
            {
                return true;
            }
        }
        return false;
    }

    private void MarkHits(ScanBlock block, ContentNeedle needle, Span<bool> marks)
    {
        ReadOnlySpan<byte> content = block.Content;
        int row = 0;
        int at = 0;
        while (needle.IndexIn(content[at..]) is var hit and >= 0)
        {
            at += hit;
            row = block.RowAt(at, row);
            int end = block.EndOf(row);
            if (at < block.StartOf(row))
            {
                at = block.StartOf(row); // a length that looks like text
                continue;
            }
            marks[row] |= at + needle.Length <= end && HasOthers(block.Record(row).Span);
            at = end; // one hit is enough
        }
    }

    private bool HasOthers(ReadOnlySpan<byte> record)
    {
        foreach (ContentNeedle[] group in _others)
        {
            if (!HasAny(group, record))
            {
                return false;
            }
        }
        return true;
    }

    private static void MarkOddEscapes(ScanBlock block, Span<bool> marks)
    {
        ReadOnlySpan<byte> content = block.Content;
        int row = 0;
        int at = 0;
        while (content[at..].IndexOf((byte)'\\') is var hit and >= 0)
        {
            at += hit;
            row = block.RowAt(at, row);
            int end = block.EndOf(row);
            if (marks[row] || at < block.StartOf(row))
            {
                at = marks[row] ? end : block.StartOf(row);
                continue;
            }
            if (at + 1 < end && !OrdinaryEscapes.Contains(content[at + 1]))
            {
                marks[row] = true;
                at = end;
                continue;
            }
            at = Math.Min(at + 2, end);
        }
    }

    private static bool HasOddEscape(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && bytes[at..].IndexOf((byte)'\\') is var hit and >= 0)
        {
            at += hit + 1;
            if (at < bytes.Length && !OrdinaryEscapes.Contains(bytes[at]))
            {
                return true;
            }
            at++;
        }
        return false;
    }

    /// <summary>Whether what the matcher reads of a record may hold what its bytes do not: msgpack, base64, quoting, fields.</summary>
    private bool IsOpaque(ReadOnlyMemory<byte> record)
    {
        ReadOnlySpan<byte> raw = record.Span;
        if (raw.IsEmpty)
        {
            return true;
        }
        var parts = (PayloadParts)raw[0];
        int start = 1;
        if (parts != PayloadParts.None)
        {
            const PayloadParts Searched = PayloadParts.FaultMessage | PayloadParts.Fields | PayloadParts.NamespaceQuery;
            if (
                (parts & Searched) != PayloadParts.None
                || (_mayBePlaceholder && (parts & PayloadParts.Attachments) != PayloadParts.None)
                || !RowPayload.TryFindRaw(record, out start)
            )
            {
                return true;
            }
        }
        raw = raw[start..];
        if (raw.IsEmpty || raw[0] is (byte)'{' or (byte)'[')
        {
            return false; // nothing at all, or a plain WebSocket's JSON
        }
        return raw[0] is < (byte)'0' or > (byte)'6' || (!IsSocketIo(raw) && raw.ContainsAnyExcept(Plain));
    }

    /// <summary>Whether this is a Socket.IO packet whose payload is a JSON array or object.</summary>
    private static bool IsSocketIo(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < 3 || raw[0] != '4' || raw[1] is < (byte)'0' or > (byte)'6')
        {
            return false;
        }
        int at = 2;
        if (raw[1] >= '5')
        {
            at += Digits(raw[at..]);
            at += at < raw.Length && raw[at] == '-' ? 1 : 0;
        }
        if (at < raw.Length && raw[at] == '/')
        {
            int comma = raw[at..].IndexOf((byte)',');
            at = comma < 0 ? raw.Length : at + comma + 1;
        }
        at += Digits(raw[at..]);
        return at < raw.Length && raw[at] is (byte)'[' or (byte)'{';
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : length;
    }

    private static Demand? DemandOf(FilterNode node) =>
        node switch
        {
            TextNode text => Demand.Of([SafeText.LongestRun(text.Text)]) is { } demand
                ? demand with
                {
                    Texts = [text.Text],
                }
                : null,
            PathNode path => DemandOf(path),
            AndNode and => Demand.All(and.Terms.Select(DemandOf)),
            OrNode or => Demand.Any([.. or.Terms.Select(DemandOf)], MaxNeedles),
            _ => null,
        };

    private static Demand? DemandOf(PathNode path)
    {
        IEnumerable<Demand?> names = path
            .Steps.Where(step => step.Name is not null)
            .Select(step => Demand.Of([SafeText.LongestRun(step.Name)]));
        bool isLiteral = path.Comparison == Comparison.Equal && path.Values.Count <= MaxNeedles;
        return Demand.All([.. names, isLiteral ? Demand.Of([.. path.Values.Select(LiteralOf)]) : null]);
    }

    // 42 is found as 42.0 and 4.2e1 too.
    private static string? LiteralOf(PathValue value) =>
        value.Pattern.Kind switch
        {
            TextPatternKind.Literal when value.IsQuoted || !IsNumber(value.Pattern.Text) => SafeText.LongestRun(
                value.Pattern.Text
            ),
            TextPatternKind.Glob => SafeText.LongestRunOfGlob(value.Pattern.Text),
            _ => null,
        };

    private static bool IsNumber(string text) =>
        double.TryParse(
            text,
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out _
        );

    /// <summary>What must be found: of each group one needle.</summary>
    private sealed record Demand(IReadOnlyList<ContentNeedle[]> Groups, IReadOnlyList<string> Texts)
    {
        /// <returns>Null when one of the alternatives is.</returns>
        public static Demand? Of(string?[] alternatives) =>
            alternatives.Length == 0 || Array.Exists(alternatives, text => text is null)
                ? null
                : new Demand(
                    [
                        [.. alternatives.Select(text => new ContentNeedle(text!))],
                    ],
                    []
                );

        public static Demand? All(IEnumerable<Demand?> demands)
        {
            List<Demand> known = [.. demands.OfType<Demand>()];
            return known.Count == 0
                ? null
                : new Demand(
                    [.. known.SelectMany(demand => demand.Groups)],
                    [.. known.SelectMany(demand => demand.Texts)]
                );
        }

        public static Demand? Any(IReadOnlyList<Demand?> demands, int maxNeedles)
        {
            if (demands.Any(demand => demand is null))
            {
                return null;
            }
            // Of each alternative the group that is hardest to meet; one of them must be.
            ContentNeedle[] needles =
            [
                .. demands.SelectMany(demand => demand!.Groups.MaxBy(group => group.Min(needle => needle.Length))!),
            ];
            return needles.Length > maxNeedles
                ? null
                : new Demand([needles], [.. demands.SelectMany(demand => demand!.Texts)]);
        }
    }
}

using System.Text;
using System.Text.Unicode;

namespace SioProxy.Sessions;

/// <summary>
/// Replaces secrets by <c>[redacted:xxxxxxxx]</c>, a keyed hash: equal secrets stay recognisable as equal within a run. What
/// cannot be parsed is scanned for the names; where that cannot make sure, the bytes are left out. Not thread-safe.
/// </summary>
public sealed class Redactor
{
    private const string NotStored = "not stored";
    private readonly SecretMask _mask;
    private readonly LexicalScan _lexical;
    private readonly BinaryScan _binary;
    private readonly PacketRedaction _packets;
    private readonly ReferenceCache<string, string> _targets = new();
    private readonly ReferenceCache<IReadOnlyList<HttpHeader>, IReadOnlyList<HttpHeader>> _headers = new();

    /// <summary>Makes a redactor for one run.</summary>
    /// <param name="rules">Which places hold secrets.</param>
    /// <param name="key">The run's key, 32 random bytes, never stored.</param>
    public Redactor(RedactionRules rules, byte[] key)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(key);
        Rules = rules;
        _mask = new SecretMask(key);
        _lexical = new LexicalScan(rules.Lexical, _mask);
        _binary = new BinaryScan(rules.Lexical);
        _packets = new PacketRedaction(rules, _mask, this);
    }

    /// <summary>The rules.</summary>
    public RedactionRules Rules { get; }

    /// <summary>Redacts a row, also one that was recorded before: the same object when nothing had to be replaced.</summary>
    public CapturedRow Redact(CapturedRow row)
    {
        bool isOpenEnded = false;
        return row switch
        {
            _ when Rules.IsEmpty => row,
            CapturedPacket packet => Redact(packet),
            CapturedMessage message => Redact(message, ref isOpenEnded),
            CapturedHttp http => Redact(http),
            CapturedClose close => Redact(close),
            _ => row,
        };
    }

    /// <summary>Redacts what is known of a connection: the same object when nothing had to be replaced.</summary>
    public ConnectionEntry Redact(ConnectionEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        string target = RedactTarget(entry.Target);
        IReadOnlyList<HttpHeader> request = Redact(entry.RequestHeaders);
        IReadOnlyList<HttpHeader> response = Redact(entry.ResponseHeaders);
        if (
            ReferenceEquals(target, entry.Target)
            && ReferenceEquals(request, entry.RequestHeaders)
            && ReferenceEquals(response, entry.ResponseHeaders)
        )
        {
            return entry;
        }
        return entry with { Target = target, RequestHeaders = request, ResponseHeaders = response };
    }

    /// <summary>
    /// Whether a packet with these names may have others once it is redacted. Cheap, for who has not read the packet; says yes
    /// when in doubt.
    /// </summary>
    /// <param name="ns">The packet's namespace; null without.</param>
    /// <param name="eventName">The event's name; null without.</param>
    public bool MayRename(string? ns, string? eventName) =>
        !Rules.IsEmpty && (ns?.Contains('?', StringComparison.Ordinal) is true || MayHold(ns) || MayHold(eventName));

    private bool MayHold(string? name) => name is { Length: > 1 } && Mentions(Encoding.UTF8.GetBytes(name));

    /// <summary>Whether well-formed JSON may have a member that is redacted by its name.</summary>
    internal bool Mentions(ReadOnlySpan<byte> json) => _lexical.Mentions(json);

    internal void Redact(PacketDraft draft)
    {
        if (!Rules.IsEmpty)
        {
            _packets.Redact(draft);
        }
    }

    /// <summary>Redacts a plain WebSocket's message.</summary>
    /// <param name="isOpenEnded">In: whether a secret of the message before ran to its end; out: the same of this one.</param>
    internal CapturedMessage Redact(CapturedMessage message, ref bool isOpenEnded)
    {
        var hits = new RedactionHits { IsOpenEnded = isOpenEnded };
        ReadOnlyMemory<byte> data = RedactBytes(message.Data, "text", hits);
        isOpenEnded = hits.IsOpenEnded;
        if (hits.Paths.Count == 0)
        {
            return message;
        }
        return message with { Redacted = [.. message.Redacted, .. hits.Paths], Data = data };
    }

    /// <summary>
    /// Redacts bytes of no known structure: JSON as such, other text lexically. What cannot be made sure of becomes empty,
    /// and the path says how much it was. <see cref="RedactionHits.IsOpenEnded"/> on entry: nothing that does not parse is kept.
    /// </summary>
    internal ReadOnlyMemory<byte> RedactBytes(ReadOnlyMemory<byte> bytes, string place, RedactionHits hits)
    {
        if (bytes.IsEmpty)
        {
            return bytes;
        }
        if (_packets.TryRedactJson(bytes, place, hits, out ReadOnlyMemory<byte> redacted))
        {
            hits.IsOpenEnded = false;
            return redacted;
        }
        if (hits.IsOpenEnded)
        {
            return Drop(bytes, place, hits);
        }
        if (!Utf8.IsValid(bytes.Span))
        {
            if (!_binary.Mentions(bytes.Span) && !_binary.MentionsInBase64(bytes.Span))
            {
                var text = new RedactionHits();
                bool isPlain = _lexical.TryScan(bytes.Span, place, text) && text.IsEmpty;
                return isPlain ? bytes : Drop(bytes, place, hits);
            }
            return Drop(bytes, place, hits);
        }
        if (_binary.MentionsInBase64(bytes.Span))
        {
            return Drop(bytes, place, hits);
        }
        hits.IsOpenEnded = JsonScan.IsBrokenOff(bytes.Span);
        int count = hits.Splices.Count;
        if (!_lexical.TryScan(bytes.Span, place, hits))
        {
            hits.Splices.RemoveRange(count, hits.Splices.Count - count);
            return Drop(bytes, place, hits);
        }
        return hits.IsEmpty ? bytes : Splice.Apply(bytes.Span, hits.Splices);
    }

    /// <summary>Leaves bytes out; the path says how many they were, and their keyed hash.</summary>
    internal ReadOnlyMemory<byte> Drop(ReadOnlyMemory<byte> bytes, string place, RedactionHits hits)
    {
        hits.IsOpenEnded = true;
        hits.Paths.Add(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{place} ({bytes.Length} bytes {NotStored}: {_mask.Of(bytes.Span)})"
            )
        );
        return default;
    }

    private CapturedPacket Redact(CapturedPacket row)
    {
        PacketDraft draft = PacketDraft.From(row);
        int before = row.Redacted.Count;
        _packets.Redact(draft);
        if ((draft.Redacted?.Count ?? 0) == before)
        {
            return row;
        }
        CapturedPacket redacted = draft.ToRow(int.MaxValue, row.AnsweredBy);
        redacted.Id = row.Id;
        redacted.AckOf = row.AckOf;
        redacted.LatencyMicros = row.LatencyMicros;
        return redacted;
    }

    private CapturedHttp Redact(CapturedHttp row)
    {
        List<string>? paths = null;
        string path = QueryRedaction.RedactTarget(row.Path, Rules.Query, _mask, ref paths);
        var hits = new RedactionHits();
        ReadOnlyMemory<byte> body = RedactBytes(row.Body, "body", hits);
        if (paths is null && hits.Paths.Count == 0)
        {
            return row;
        }
        return row with { Redacted = [.. row.Redacted, .. paths ?? [], .. hits.Paths], Path = path, Body = body };
    }

    private CapturedClose Redact(CapturedClose row)
    {
        if (row.Reason is null)
        {
            return row;
        }
        var hits = new RedactionHits();
        ReadOnlyMemory<byte> reason = RedactBytes(Encoding.UTF8.GetBytes(row.Reason), "reason", hits);
        if (hits.Paths.Count == 0)
        {
            return row;
        }
        return row with { Redacted = [.. row.Redacted, .. hits.Paths], Reason = Encoding.UTF8.GetString(reason.Span) };
    }

    // A connection's exchanges have the same target and headers, in the same objects, one like the other.
    private string RedactTarget(string target)
    {
        if (!_targets.TryGet(target, out string redacted))
        {
            List<string>? paths = null;
            redacted = QueryRedaction.RedactTarget(target, Rules.Query, _mask, ref paths);
            if (target.Length <= RequestTarget.MaxKept)
            {
                _targets.Set(target, redacted);
            }
        }
        return redacted;
    }

    private IReadOnlyList<HttpHeader> Redact(IReadOnlyList<HttpHeader> headers)
    {
        if (!_headers.TryGet(headers, out IReadOnlyList<HttpHeader> redacted))
        {
            redacted = RedactEach(headers);
            if (HttpHeader.AreWorthKeeping(headers))
            {
                _headers.Set(headers, redacted);
            }
        }
        return redacted;
    }

    private IReadOnlyList<HttpHeader> RedactEach(IReadOnlyList<HttpHeader> headers)
    {
        HttpHeader[]? redacted = null;
        for (int i = 0; i < headers.Count; i++)
        {
            HttpHeader header = headers[i];
            List<string>? paths = null;
            string value = Rules.Headers.Contains(header.Name)
                ? Masked(header.Value)
                : QueryRedaction.RedactTarget(header.Value, Rules.Query, _mask, ref paths); // Referer, Location
            if (!ReferenceEquals(value, header.Value))
            {
                redacted ??= [.. headers];
                redacted[i] = header with { Value = value };
            }
        }
        return redacted ?? headers;
    }

    private string Masked(string value) =>
        value.Length == 0 || SecretMask.IsMask(Encoding.UTF8.GetBytes(value)) ? value : _mask.Of(value);
}

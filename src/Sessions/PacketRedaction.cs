using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Redacts packets inside their own text or bytes.</summary>
internal sealed class PacketRedaction(RedactionRules rules, SecretMask mask, Redactor redactor)
{
    private readonly JsonScan _json = new(rules, mask);
    private readonly RedactionHits _hits = new(); // used again for each packet
    private readonly MessagePackScan _messagePack = new(rules, mask);

    public void Redact(PacketDraft draft)
    {
        RedactionHits hits = _hits;
        hits.Reset(draft.FollowsOpenEnd);
        string? namespaceNow = RedactNamespace(draft, hits);
        bool isText = draft is { Type: not null, Parser: SocketIoParser.Default, IsRawBinary: false };
        if (draft.Namespace is { Length: > 1 } name && HoldsPayload(name, namespaceNow is not null))
        {
            isText = false; // no namespace: a packet whose header swallowed its payload
            draft.Namespace = mask.Of(name);
            draft.Fault ??= new DecodeFault(
                FaultCode.SocketIoPayload,
                "The namespace holds what looks like a payload."
            );
        }
        if (isText && !draft.Truncated && TryRedactText(draft, namespaceNow, hits))
        {
            hits.IsOpenEnded = false;
        }
        else if (
            draft is { Type: not null, Parser: SocketIoParser.MessagePack, Truncated: false }
            && !string.Equals(draft.Fault?.Code, FaultCode.Utf8, StringComparison.Ordinal)
            && TryRedactMessagePack(draft, namespaceNow, hits)
        )
        {
            hits.IsOpenEnded = false;
        }
        else
        {
            var fresh = new RedactionHits { IsOpenEnded = draft.FollowsOpenEnd };
            RedactUnsure(draft, fresh);
            fresh.Paths.InsertRange(0, hits.Paths.Where(p => p.StartsWith("nsQuery", StringComparison.Ordinal)));
            hits = fresh;
        }
        draft.IsOpenEnded = hits.IsOpenEnded;
        MaskAttachments(draft, hits);
        if (hits.Paths.Count > 0)
        {
            (draft.Redacted ??= []).AddRange(hits.Paths);
        }
    }

    /// <summary>Redacts a text that is one JSON value.</summary>
    /// <returns>False when it is not; nothing was added then.</returns>
    public bool TryRedactJson(
        ReadOnlyMemory<byte> text,
        string place,
        RedactionHits hits,
        out ReadOnlyMemory<byte> redacted
    )
    {
        redacted = text;
        ReadOnlySpan<byte> start = text.Span.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }
        var own = new RedactionHits();
        if (!_json.TryScan(text.Span, 0, new JsonScope(place, false, []), own))
        {
            return false;
        }
        if (!own.IsEmpty)
        {
            redacted = Splice.Apply(text.Span, own.Splices);
            hits.Paths.AddRange(own.Paths);
        }
        return true;
    }

    // A query's own names are no payload's; what was masked of it is done.
    private bool HoldsPayload(string name, bool hasMaskedQuery)
    {
        if (!Mentions(name))
        {
            return false;
        }
        if (!hasMaskedQuery)
        {
            return true;
        }
        string[] parts = name.Split('?', 2);
        return Mentions(parts[0])
            || parts[^1]
                .Split('&')
                .Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..])
                .Any(value => !SecretMask.IsMask(Encoding.UTF8.GetBytes(value)) && Mentions(value));
    }

    private bool Mentions(string text) => redactor.Mentions(Encoding.UTF8.GetBytes(text));

    // The header may hold a query string in its namespace; the payload is JSON.
    private bool TryRedactText(PacketDraft draft, string? namespaceNow, RedactionHits hits)
    {
        ReadOnlySpan<byte> raw = draft.Raw.Span;
        int payload = draft.PayloadOffset < 0 ? SocketIoHeader.LengthOf(raw) : draft.PayloadOffset;
        if (namespaceNow is not null)
        {
            int slash = raw[..payload].IndexOf((byte)'/');
            int comma = slash < 0 ? -1 : raw[slash..payload].IndexOf((byte)',');
            if (slash < 0)
            {
                return false;
            }
            hits.Splices.Add(
                new Splice(slash, comma < 0 ? payload : slash + comma, Encoding.UTF8.GetBytes(namespaceNow))
            );
        }
        if (payload < raw.Length && !TryRedactPayload(draft, raw[payload..], payload, hits))
        {
            return false;
        }
        if (!hits.IsEmpty)
        {
            draft.Raw = Splice.Apply(raw, hits.Splices);
            draft.OwnsRaw = true;
        }
        return true;
    }

    private bool TryRedactPayload(PacketDraft draft, ReadOnlySpan<byte> json, int offset, RedactionHits hits)
    {
        JsonScope scope = ScopeOf(draft);
        bool isNothingNamed = draft.IsPayloadSound && scope.Paths.Count == 0 && !redactor.Mentions(json);
        return isNothingNamed || _json.TryScan(json, offset, scope, hits);
    }

    private bool TryRedactMessagePack(PacketDraft draft, string? namespaceNow, RedactionHits hits)
    {
        if (!TryDecode(draft, out EngineIoPacket packet))
        {
            return false;
        }
        if (!packet.IsBinary)
        {
            return TryRedactObject(draft, namespaceNow, hits);
        }
        if (!_messagePack.TryScan(packet.Data.Span, ScopeOf(draft), namespaceNow, hits))
        {
            return false;
        }
        if (hits.IsEmpty)
        {
            return true;
        }
        byte[] data = Splice.Apply(packet.Data.Span, hits.Splices);
        draft.Raw = Carry(draft, packet, data);
        draft.OwnsRaw = true;
        if (draft.Attachments is { Count: > 0 })
        {
            SocketIoRevision revision = SocketIoRevisions.Of(draft.Version);
            MessagePackDecoder.Decode(data, revision, out SocketIoPacket decoded, out _);
            draft.Attachments = decoded.InlineAttachments is null
                ? []
                : [.. decoded.InlineAttachments.Select(a => (ReadOnlyMemory<byte>)a.ToArray())];
        }
        return true;
    }

    // Socket.IO 2's msgpack parser sends some packets as one JSON object.
    private bool TryRedactObject(PacketDraft draft, string? namespaceNow, RedactionHits hits)
    {
        ReadOnlySpan<byte> raw = draft.Raw.Span;
        if (namespaceNow is not null || raw.Length < 2)
        {
            return false; // a namespace with a query never comes this way: the lexical scan takes care of it
        }
        IReadOnlyList<JsonPathRule> paths = draft.Type == SocketIoPacketType.Connect ? AuthOf(draft) : [];
        if (paths.Count > 0 || !_json.TryScan(raw[1..], 1, new JsonScope("raw", false, []), hits))
        {
            return false;
        }
        if (!hits.IsEmpty)
        {
            draft.Raw = Splice.Apply(raw, hits.Splices);
            draft.OwnsRaw = true;
        }
        return true;
    }

    private void RedactUnsure(PacketDraft draft, RedactionHits hits)
    {
        if (draft.Raw.IsEmpty)
        {
            return;
        }
        bool isPlainHeartbeat = draft.Raw.Length == 1 && draft.Fault is null;
        if (isPlainHeartbeat)
        {
            return;
        }
        ReadOnlyMemory<byte> raw = draft.Raw;
        int prefix = !draft.IsRawBinary && draft is { EngineType: not null, Type: null, Fault: null } ? 1 : 0; // type digit, then JSON perhaps
        var own = new RedactionHits { IsOpenEnded = hits.IsOpenEnded };
        if (prefix == 1 && TryRedactJson(raw[1..], "data", own, out ReadOnlyMemory<byte> data))
        {
            if (own.Paths.Count > 0)
            {
                draft.Raw = (byte[])[raw.Span[0], .. data.Span];
                draft.OwnsRaw = true;
                hits.Paths.AddRange(own.Paths);
            }
            hits.IsOpenEnded = false;
            return;
        }
        ReadOnlyMemory<byte> redacted = redactor.RedactBytes(raw, "raw", hits);
        hits.IsOpenEnded |= draft.Fault is not null || draft.Truncated; // a name or a value may go on in what comes next
        if (hits.Paths.Count > 0)
        {
            draft.Raw = redacted;
            draft.OwnsRaw = true;
            draft.EventName = hits.IsOpenEnded && redacted.IsEmpty ? null : draft.EventName;
        }
    }

    // What a namespace with a query string becomes; null when there is nothing to mask in it.
    private string? RedactNamespace(PacketDraft draft, RedactionHits hits)
    {
        string? whole = draft.NamespaceQuery is null ? draft.Namespace : draft.Namespace + "?" + draft.NamespaceQuery;
        int question = whole?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        if (question < 0)
        {
            return null;
        }
        List<string>? paths = null;
        string query = whole![(question + 1)..];
        string redacted = QueryRedaction.Redact(query, rules.Query, mask, "nsQuery.", ref paths);
        if (paths is null)
        {
            return null;
        }
        hits.Paths.AddRange(paths);
        string now = string.Concat(whole.AsSpan(0, question + 1), redacted);
        if (draft.NamespaceQuery is null)
        {
            draft.Namespace = now;
        }
        else
        {
            draft.NamespaceQuery = redacted;
        }
        return now;
    }

    private void MaskAttachments(PacketDraft draft, RedactionHits hits)
    {
        foreach (int index in hits.Attachments)
        {
            if (draft.Attachments is { } attachments && index >= 0 && index < attachments.Count)
            {
                attachments[index] = Encoding.UTF8.GetBytes(mask.Of(attachments[index].Span));
            }
        }
    }

    private JsonScope ScopeOf(PacketDraft draft) =>
        draft.Type switch
        {
            SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent => new JsonScope(
                "args",
                true,
                PathsOf(draft.EventName)
            ),
            SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck => new JsonScope("args", false, []),
            SocketIoPacketType.Connect => new JsonScope("data", false, AuthOf(draft)),
            _ => new JsonScope("data", false, []),
        };

    // The server's CONNECT carries a socket's id, not what the application authenticates with.
    private IReadOnlyList<JsonPathRule> AuthOf(PacketDraft draft) =>
        draft.Direction == Direction.ClientToServer ? rules.Auth : [];

    private List<JsonPathRule> PathsOf(string? eventName)
    {
        if (rules.Events.Count == 0)
        {
            return [];
        }
        var paths = new List<JsonPathRule>();
        foreach ((string name, JsonPathRule path) in rules.Events)
        {
            if (string.Equals(name, eventName, StringComparison.Ordinal))
            {
                paths.Add(path);
            }
        }
        return paths;
    }

    private static bool TryDecode(PacketDraft draft, out EngineIoPacket packet) =>
        EngineIoDecoder.DecodeMessage(draft.Version, draft.Raw, draft.IsRawBinary, out packet, out _)
        == System.Buffers.OperationStatus.Done;

    // The same carriage as before: bytes behind what was before them, or base64 behind its "b" or "b4".
    private static byte[] Carry(PacketDraft draft, in EngineIoPacket packet, byte[] data)
    {
        if (draft.IsRawBinary)
        {
            return [.. draft.Raw.Span[..(draft.Raw.Length - packet.Data.Length)], .. data];
        }
        string prefix = draft.Version == EngineIoVersion.V3 ? "b4" : "b";
        return Encoding.ASCII.GetBytes(prefix + Convert.ToBase64String(data));
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Reads what Engine.IO messages hold: Socket.IO packets of either parser, attachments, or an application's own data.</summary>
internal sealed class MessageReader(TrackerOutput sink, Utf8StringCache names)
{
    private readonly MessageNotes _notes = new();

    /// <summary>One Engine.IO message passed; its row comes out now, or when its attachments are there.</summary>
    public void Read(TrackedConnection connection, PacketDraft draft, in EngineIoPacket packet)
    {
        Conversation conversation = connection.Conversation;
        DirectionState state = conversation.Of(draft.Direction);
        if (state.Awaiting is not null)
        {
            if (packet.IsBinary)
            {
                if (state.Add(packet.Data, draft, sink.MaxPacket, sink.Assembly))
                {
                    Emit(connection, state.Release()!);
                }
                return;
            }
            string had =
                $"A text message came after {state.Awaiting.Attachments!.Count} of {state.Needed} attachments.";
            Abandon(conversation, draft.Direction, FaultCode.AttachmentOrder, had);
        }
        if (packet.IsBinary)
        {
            ReadBinary(conversation, state, draft, packet);
        }
        else
        {
            ReadText(conversation, state, draft, packet);
        }
        if (state.Awaiting is null || !ReferenceEquals(state.Awaiting, draft))
        {
            Emit(connection, draft);
        }
    }

    /// <summary>Emits a packet whose attachments do not come any more, as far as it came.</summary>
    public void Abandon(Conversation conversation, Direction direction, string code, string why)
    {
        DirectionState state = conversation.Of(direction);
        int needed = state.Needed;
        if (state.Release() is not PacketDraft draft)
        {
            return;
        }
        draft.Fault ??= new DecodeFault(
            code,
            string.Equals(code, FaultCode.AttachmentOrder, StringComparison.Ordinal)
                ? why
                : $"Only {draft.Attachments!.Count} of {needed} attachments came: {why}."
        );
        state.LastFault = draft.Fault;
        sink.Emit(draft, state);
    }

    private void Emit(TrackedConnection connection, PacketDraft draft)
    {
        DirectionState state = connection.Conversation.Of(draft.Direction);
        state.LastFault = draft.Fault ?? state.LastFault;
        CapturedPacket row = sink.Emit(draft, state);
        if (draft.Type == SocketIoPacketType.Connect && connection.Session is TrackedSession session)
        {
            session.Remember(row);
            if (_notes.IsVersionCorrected)
            {
                _notes.IsVersionCorrected = false;
                sink.Emit(session);
            }
        }
    }

    private void ReadText(Conversation conversation, DirectionState state, PacketDraft draft, in EngineIoPacket packet)
    {
        ReadOnlySpan<byte> data = packet.Data.Span;
        if (!data.IsEmpty && data[0] == '{' && state.Parser != SocketIoParser.Default)
        {
            OperationStatus status = MessagePackDecoder.DecodeText(
                packet.Data,
                conversation.Revision,
                out SocketIoPacket asObject,
                out DecodeFault? objectFault
            );
            if (status == OperationStatus.Done)
            {
                Take(conversation, state, draft, asObject, objectFault);
                return;
            }
            if (state.Parser == SocketIoParser.MessagePack)
            {
                draft.Fault ??= objectFault;
                return;
            }
        }
        OperationStatus read = SocketIoDecoder.Decode(
            packet.Data,
            conversation.Revision,
            out SocketIoPacket decoded,
            out DecodeFault? fault
        );
        bool isUnknownType =
            fault is not null && string.Equals(fault.Code, FaultCode.SocketIoType, StringComparison.Ordinal);
        if (!conversation.IsSocketIo && !IsConvincing(read, decoded, data))
        {
            return; // an application of its own on a bare Engine.IO: nothing is wrong with that
        }
        if (isUnknownType)
        {
            draft.Fault ??= draft.Truncated ? null : fault;
            return;
        }
        Take(conversation, state, draft, decoded, fault);
    }

    // Before anything has shown that this is Socket.IO: "hello", "5", "2 apples" are no packets.
    private static bool IsConvincing(OperationStatus status, in SocketIoPacket packet, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data[0] is < (byte)'0' or > (byte)'6')
        {
            return false;
        }
        if (status == OperationStatus.Done)
        {
            return packet.Type is SocketIoPacketType.Connect or SocketIoPacketType.ConnectError
                || packet.Payload is { IsEmpty: false };
        }
        return data.Length > 1 && data.IndexOfAny("[{"u8) > 0;
    }

    private void ReadBinary(
        Conversation conversation,
        DirectionState state,
        PacketDraft draft,
        in EngineIoPacket packet
    )
    {
        if (MessagePackDecoder.LooksLikePacket(packet.Data.Span))
        {
            OperationStatus status = MessagePackDecoder.Decode(
                packet.Data,
                conversation.Revision,
                out SocketIoPacket decoded,
                out DecodeFault? fault
            );
            if (status == OperationStatus.Done || state.Parser == SocketIoParser.MessagePack)
            {
                if (decoded.Namespace.IsEmpty)
                {
                    draft.Parser = SocketIoParser.MessagePack;
                    draft.Fault ??= draft.Truncated ? null : fault;
                    return;
                }
                Take(conversation, state, draft, decoded, fault);
                return;
            }
        }
        if (state.Parser == SocketIoParser.MessagePack)
        {
            draft.Parser = SocketIoParser.MessagePack;
            draft.Fault ??= new DecodeFault(FaultCode.MessagePack, "The binary message is no msgpack map.");
        }
        else if (conversation.IsSocketIo)
        {
            draft.Fault ??= new DecodeFault(
                FaultCode.AttachmentOrder,
                "A binary message came, but no attachment was awaited."
            );
        }
    }

    private void Take(
        Conversation conversation,
        DirectionState state,
        PacketDraft draft,
        in SocketIoPacket packet,
        DecodeFault? fault
    )
    {
        draft.Type = packet.Type;
        draft.Parser = packet.Parser;
        draft.Namespace = names.Get(packet.Namespace.Span);
        draft.AckId = packet.AckId;
        draft.NamespaceQuery = packet.NamespaceQuery is { } query ? Encoding.UTF8.GetString(query.Span) : null;
        draft.Fault ??= draft.Truncated ? null : fault;
        draft.IsPayloadSound = fault is null;
        if (packet.EventNameToken is { IsEmpty: false } token)
        {
            NameEvent(draft, token.Span);
        }
        else if (fault is not null && packet.Type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent)
        {
            NameBrokenEvent(draft);
        }
        if (packet.Payload is { IsEmpty: false } payload)
        {
            draft.PayloadOffset = OffsetIn(draft.Raw, payload);
        }
        if (packet.Parser == SocketIoParser.MessagePack && packet.InlineAttachments is { Count: > 0 } inline)
        {
            draft.Attachments = KeepInline(inline, draft);
        }
        if (fault is null)
        {
            state.Parser ??= packet.Parser;
            conversation.IsSocketIo = true;
            _notes.Note(conversation, draft, packet);
        }
        MatchAck(conversation, draft);
        if (packet.AttachmentCount > 0)
        {
            draft.KeepRaw(int.MaxValue);
            state.Await(draft, packet.AttachmentCount);
            state.IsOpenEnded |= fault is not null; // it is redacted later than what follows it
        }
    }

    private static void MatchAck(Conversation conversation, PacketDraft draft)
    {
        if (draft.AckId is not long id)
        {
            return;
        }
        switch (draft.Type)
        {
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent:
                draft.Asks = conversation.Acks.Ask(draft.Direction, draft.Namespace!, id, draft.AtMicros);
                break;
            case SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck:
                draft.Answers = conversation.Acks.Answer(draft.Direction, draft.Namespace!, id);
                break;
        }
    }

    private void NameEvent(PacketDraft draft, ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty || token[0] != '"')
        {
            draft.EventName = names.Get(token);
            draft.IsEventNameNumeric = !token.IsEmpty;
            return;
        }
        if (token.IndexOf((byte)'\\') < 0)
        {
            draft.EventName = names.Get(token.Length >= 2 ? token[1..^1] : default);
            return;
        }
        var reader = new Utf8JsonReader(token);
        try
        {
            draft.EventName = reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            draft.EventName = Encoding.UTF8.GetString(token.Trim((byte)'"')); // a lone surrogate escaped, say
        }
    }

    // Arguments that break off or do not parse often still begin with the name.
    private static void NameBrokenEvent(PacketDraft draft)
    {
        int open = draft.IsRawBinary ? -1 : draft.Raw.Span.IndexOf((byte)'[');
        if (open < 0)
        {
            return;
        }
        var reader = new Utf8JsonReader(draft.Raw.Span[open..], isFinalBlock: false, default);
        try
        {
            if (reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                draft.EventName = reader.GetString();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            draft.EventName = null;
        }
    }

    private List<ReadOnlyMemory<byte>> KeepInline(IReadOnlyList<ReadOnlyMemory<byte>> inline, PacketDraft draft)
    {
        var kept = new List<ReadOnlyMemory<byte>>(inline.Count);
        for (int i = 0; i < inline.Count; i++)
        {
            ReadOnlyMemory<byte> each = inline[i];
            draft.Truncated |= each.Length > sink.MaxPacket;
            kept.Add((each.Length > sink.MaxPacket ? each[..sink.MaxPacket] : each).ToArray());
        }
        return kept;
    }

    // The payload is the tail of the raw text, in the same buffer, unless the text came as base64 or msgpack.
    private static int OffsetIn(ReadOnlyMemory<byte> raw, ReadOnlyMemory<byte> payload)
    {
        if (
            MemoryMarshal.TryGetArray(raw, out ArraySegment<byte> whole)
            && MemoryMarshal.TryGetArray(payload, out ArraySegment<byte> part)
            && ReferenceEquals(whole.Array, part.Array)
        )
        {
            int offset = part.Offset - whole.Offset;
            return offset >= 0 && offset + part.Count <= whole.Count ? offset : -1;
        }
        return -1;
    }
}

using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Notes what later packets depend on: namespaces joined and left, connection state recovery, the version that CONNECT shows.</summary>
internal sealed class MessageNotes
{
    /// <summary>Whether a CONNECT showed that the session's version is another one than was assumed. Whoever reads it resets it.</summary>
    public bool IsVersionCorrected { get; set; }

    public void Note(Conversation conversation, PacketDraft draft, in SocketIoPacket packet)
    {
        switch (packet.Type)
        {
            case SocketIoPacketType.Connect when draft.Direction == Direction.ServerToClient:
                NoteServerConnect(conversation, draft, packet);
                break;
            case SocketIoPacketType.Connect:
                // A client that can resume: on success missed events, with offsets, come before the server's CONNECT.
                if (Has(packet.Payload, "pid"u8) && Has(packet.Payload, "offset"u8))
                {
                    conversation.SetRecovering(draft.Namespace!, true);
                }
                break;
            case SocketIoPacketType.Disconnect:
                conversation.Leave(draft.Namespace!, draft.Direction);
                break;
            case SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent:
                if (
                    draft.Direction == Direction.ServerToClient
                    && packet.AckId is null
                    && conversation.IsRecovering(draft.Namespace!)
                    && packet.Payload is { IsEmpty: false } payload
                )
                {
                    draft.RecoveryOffset = RecoveryOffset.Find(payload.Span, draft.AtMicros);
                }
                break;
        }
    }

    private void NoteServerConnect(Conversation conversation, PacketDraft draft, in SocketIoPacket packet)
    {
        conversation.Join(draft.Namespace!);
        conversation.SetRecovering(draft.Namespace!, Has(packet.Payload, "pid"u8));
        if (conversation.IsVersionCertain)
        {
            return;
        }
        // Over a WebSocket text is framed alike in both versions; but only Socket.IO 5 has a sid in the server's CONNECT.
        EngineIoVersion shown = Has(packet.Payload, "sid"u8) ? EngineIoVersion.V4 : EngineIoVersion.V3;
        IsVersionCorrected |= shown != conversation.VersionOf(Direction.ServerToClient);
        conversation.Server.Seen = shown;
        draft.Version = shown;
        conversation.IsVersionCertain = true;
    }

    private static bool Has(ReadOnlyMemory<byte>? payload, ReadOnlySpan<byte> member)
    {
        if (payload is not { IsEmpty: false } json)
        {
            return false;
        }
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = SocketIoLimits.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (
                    reader.CurrentDepth == 1
                    && reader.TokenType == JsonTokenType.PropertyName
                    && reader.ValueTextEquals(member)
                )
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return false;
    }
}

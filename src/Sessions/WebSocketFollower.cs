using System.Buffers;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Sessions;

/// <summary>Follows established WebSockets: Engine.IO's become packets, plain ones messages; how each ends becomes a close.</summary>
internal sealed class WebSocketFollower(PacketReader packets, SessionBook book, TrackerOutput sink)
{
    private const int MaxUnframed = 64 * 1024;

    /// <summary>The server agreed to the WebSocket.</summary>
    public void Establish(TrackedConnection connection, long at, int maxMessage, AssemblyBudget? assembly)
    {
        DeflateParameters? deflate = DeflateParameters.Parse(
            PollingReader.Header(connection.Response!.Headers, "Sec-WebSocket-Extensions")
        );
        connection.WebSocket = new WebSocketState(
            WebSocketReaderOptions.For(Direction.ClientToServer, deflate) with
            {
                MaxMessage = maxMessage,
                Assembly = assembly,
            },
            WebSocketReaderOptions.For(Direction.ServerToClient, deflate) with
            {
                MaxMessage = maxMessage,
                Assembly = assembly,
            }
        );
        if (connection.IsEngineIo)
        {
            book.OpenByName(connection, at);
            connection.WebSocket.IsEngineIo = true;
        }
        sink.Emit(connection);
    }

    /// <summary>Bytes of one direction passed.</summary>
    public void Read(TrackedConnection connection, Direction direction, long at, ReadOnlyMemory<byte> bytes)
    {
        WebSocketState socket = connection.WebSocket!;
        if (socket.Rest(direction) is BodyBuffer unframed)
        {
            unframed.Append(at, bytes.Span);
            return;
        }
        WebSocketReader reader = socket.Reader(direction);
        ReadOnlyMemory<byte> rest = bytes;
        while (true)
        {
            OperationStatus status = reader.Read(ref rest, at, out WebSocketItem item);
            if (status == OperationStatus.NeedMoreData)
            {
                return;
            }
            if (status == OperationStatus.InvalidData)
            {
                BodyBuffer buffer = new(MaxUnframed);
                buffer.Append(at, reader.EarlierBytes.Span);
                buffer.Append(at, rest.Span);
                if (direction == Direction.ClientToServer)
                {
                    socket.ClientRest = buffer;
                }
                else
                {
                    socket.ServerRest = buffer;
                }
                return;
            }
            Take(connection, socket, direction, item);
        }
    }

    /// <summary>One direction was finished.</summary>
    public static void Finish(TrackedConnection connection, Direction direction)
    {
        WebSocketState socket = connection.WebSocket!;
        if (socket.ClosedBy is null)
        {
            socket.FinBy ??= By(direction);
        }
    }

    /// <summary>Bytes of a direction were lost: what is unfinished there cannot be finished.</summary>
    public void Lose(TrackedConnection connection, Direction direction)
    {
        TakeUnfinished(connection, direction);
        packets.Abandon(connection.Conversation, direction, "bytes were lost");
    }

    /// <summary>The WebSocket is over.</summary>
    public void End(TrackedConnection connection, long at, ConnectionEnd end)
    {
        WebSocketState socket = connection.WebSocket!;
        TakeUnfinished(connection, Direction.ClientToServer);
        TakeUnfinished(connection, Direction.ServerToClient);
        TakeUnframed(connection, Direction.ClientToServer, at);
        TakeUnframed(connection, Direction.ServerToClient, at);
        ClosedBy by = socket.ClosedBy ?? socket.FinBy ?? end.By ?? ClosedBy.Server;
        CloseHow how = socket.ClosedBy is not null ? CloseHow.Frame : end.How;
        if (connection.Session is null && connection.Own is Conversation own)
        {
            packets.Abandon(own, "the connection ended");
        }
        connection.EndedAt = at;
        connection.IsChanged = true;
        EndSession(connection, at, by, how);
        sink.Emit(connection);
        sink.Emit(
            new CapturedClose
            {
                AtMicros = at,
                Connection = connection.Id,
                SessionKey = connection.Session?.Key,
                Session = connection.Session?.Sid ?? (connection.IsEngineIo ? connection.Target.Sid : null),
                Client = connection.Head.Client,
                Node = connection.Node,
                By = by,
                How = how,
                Code = socket.CloseCode,
                Reason = socket.CloseReason ?? end.Error,
            }
        );
        socket.Dispose();
    }

    // A WebSocket that an upgrade was tried on leaves its session on polling; the session's own transport takes it along.
    private void EndSession(TrackedConnection connection, long at, ClosedBy by, CloseHow how)
    {
        if (connection.Session is not TrackedSession session || session.CurrentTransport != Transport.WebSocket)
        {
            return;
        }
        if (session.WebSocketId is long its && its != connection.Id)
        {
            return; // a second WebSocket is refused by closing it; the session is unharmed
        }
        string otherwise = how switch
        {
            CloseHow.Reset => "transport error",
            CloseHow.Timeout => "ping timeout",
            _ => "transport close",
        };
        book.End(session, at, by, SessionEnding.ReasonOf(session, by, at, otherwise), isGuess: false);
    }

    private void Take(TrackedConnection connection, WebSocketState socket, Direction direction, in WebSocketItem item)
    {
        switch (item.Kind)
        {
            case WebSocketItemKind.Text or WebSocketItemKind.Binary:
                TakeMessage(connection, socket, direction, item);
                break;
            case WebSocketItemKind.Close:
                bool isUnsure = sink.IsRedacting && IsDoubtful(item);
                string? reason = item.Payload.IsEmpty || isUnsure ? null : Encoding.UTF8.GetString(item.Payload.Span);
                socket.OnCloseFrame(By(direction), item.CloseCode, reason);
                break;
            default:
                if (item.Fault is DecodeFault fault)
                {
                    TakeFault(connection, socket, direction, item, fault);
                }
                break;
        }
    }

    private void TakeMessage(
        TrackedConnection connection,
        WebSocketState socket,
        Direction direction,
        in WebSocketItem item
    )
    {
        socket.IsEngineIo ??= Decide(direction, item);
        if (socket.IsEngineIo == false)
        {
            EmitMessage(connection, direction, item);
            return;
        }
        connection.IsEngineIo = true;
        if (
            item.Fault is DecodeFault broken
            && !string.Equals(broken.Code, FaultCode.WebSocketFrame, StringComparison.Ordinal)
        )
        {
            TakeFault(connection, socket, direction, item, broken);
            return;
        }
        bool isBinary = item.Kind == WebSocketItemKind.Binary;
        EngineIoVersion version = connection.Conversation.VersionOf(direction);
        OperationStatus status = EngineIoDecoder.DecodeMessage(
            version,
            item.Payload,
            isBinary,
            out EngineIoPacket packet,
            out DecodeFault? fault
        );
        if (status != OperationStatus.Done)
        {
            fault ??= new DecodeFault(FaultCode.EngineIoPacket, "The message is no Engine.IO packet.");
            packets.ReadFault(connection, direction, item.Stamp, item.Payload, item.Length, isBinary, fault);
            return;
        }
        connection.Conversation.Of(direction).IsOpenEnded |= IsDoubtful(item);
        packets.Read(
            connection,
            direction,
            item.Stamp,
            packet,
            fault ?? item.Fault,
            item.Length,
            item.IsTruncated,
            item.OwnsPayload
        );
        if (
            packet.Type is EngineIoPacketType.Open or EngineIoPacketType.Upgrade
            && connection.Session is TrackedSession session
        )
        {
            session.WebSocketId ??= connection.Id;
        }
    }

    // On a path that tells nothing only the server's open packet, before anything else, makes it Engine.IO.
    private static bool Decide(Direction direction, in WebSocketItem item) =>
        direction == Direction.ServerToClient
        && item.Kind == WebSocketItemKind.Text
        && item.Payload.Span.StartsWith("0{"u8)
        && EngineIoHandshake.TryParse(item.Payload[1..], out _);

    private void TakeFault(
        TrackedConnection connection,
        WebSocketState socket,
        Direction direction,
        in WebSocketItem item,
        DecodeFault fault
    )
    {
        connection.Conversation.Of(direction).IsOpenEnded |= IsDoubtful(item);
        if (socket.IsEngineIo == true)
        {
            bool isBinary = item.Kind != WebSocketItemKind.Text;
            packets.ReadFault(connection, direction, item.Stamp, item.Payload, item.Length, isBinary, fault);
        }
        else
        {
            EmitMessage(connection, direction, item);
        }
    }

    // A frame that breaks the rules may begin anywhere in a text, a secret's middle included.
    private static bool IsDoubtful(in WebSocketItem item) =>
        string.Equals(item.Fault?.Code, FaultCode.WebSocketFrame, StringComparison.Ordinal);

    private void TakeUnfinished(TrackedConnection connection, Direction direction)
    {
        WebSocketState socket = connection.WebSocket!;
        if (socket.Reader(direction).TryTakeUnfinished(out WebSocketItem item))
        {
            DecodeFault fault = item.Fault ?? new(FaultCode.WebSocketFrame, "The message breaks off.");
            TakeFault(connection, socket, direction, item with { Fault = fault }, fault);
        }
    }

    private void TakeUnframed(TrackedConnection connection, Direction direction, long at)
    {
        WebSocketState socket = connection.WebSocket!;
        if (socket.Rest(direction) is not BodyBuffer rest)
        {
            return;
        }
        DecodeFault fault = socket.Reader(direction).Fault ?? new(FaultCode.WebSocketFrame, "The bytes are no frames.");
        long first = rest.Total > 0 ? rest.FirstAt : at;
        // Where framing is lost, text may begin anywhere; but an HTTP response begins at its beginning.
        connection.Conversation.Of(direction).IsOpenEnded |= !rest.Kept.Span.StartsWith("HTTP/"u8);
        if (socket.IsEngineIo ?? connection.IsEngineIo)
        {
            packets.ReadFault(connection, direction, first, rest.Kept, rest.Total, false, fault);
            return;
        }
        EmitMessage(
            connection,
            direction,
            new WebSocketItem
            {
                Kind = System.Text.Unicode.Utf8.IsValid(rest.Kept.Span)
                    ? WebSocketItemKind.Text
                    : WebSocketItemKind.Binary,
                Payload = rest.Kept,
                Length = rest.Total,
                Stamp = first,
                Fault = fault,
            }
        );
    }

    private void EmitMessage(TrackedConnection connection, Direction direction, in WebSocketItem item)
    {
        connection.Conversation.Of(direction).IsOpenEnded |= IsDoubtful(item);
        sink.Emit(connection);
        bool isBinary = item.Kind != WebSocketItemKind.Text || !System.Text.Unicode.Utf8.IsValid(item.Payload.Span);
        sink.EmitMessage(
            new CapturedMessage
            {
                AtMicros = item.Stamp,
                Connection = connection.Id,
                Client = connection.Head.Client,
                Node = connection.Node,
                Direction = direction,
                Size = item.Length,
                Data = item.Payload,
                IsBinary = isBinary,
                Truncated = item.IsTruncated || item.Payload.Length < item.Length,
                Fault = item.Fault,
            },
            connection.Conversation.Of(direction),
            item.OwnsPayload
        );
    }

    private static ClosedBy By(Direction direction) =>
        direction == Direction.ClientToServer ? ClosedBy.Client : ClosedBy.Server;
}

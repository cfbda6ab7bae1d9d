using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>Follows exchanges of polling and refused upgrades: when their bodies are due, and what their end tells.</summary>
internal sealed class ExchangeFollower(
    PollingReader polling,
    PacketReader packets,
    SessionBook book,
    TrackerOutput sink,
    TrackerOptions options
)
{
    // A POST is decoded as soon as it is whole; of a session that is not known yet only once the server has taken it.
    public void ReadRequestIfDue(TrackedConnection tracked)
    {
        bool isSettled = tracked.Session is not null || tracked.Response is not null;
        if (tracked.IsEngineIo && tracked.IsRequestWhole && isSettled && !tracked.IsRequestDecoded && IsPost(tracked))
        {
            polling.ReadRequest(tracked, isCut: false);
        }
    }

    public void ReadResponseIfDue(TrackedConnection tracked, bool isCut)
    {
        if (!tracked.IsResponseDecoded && tracked.IsSuccess && !tracked.IsServerLost && IsGet(tracked))
        {
            polling.ReadResponse(tracked, isCut);
        }
    }

    public void End(TrackedConnection tracked, long at, ConnectionEnd end)
    {
        bool isAbnormal = end.By is not null || end.Error is not null;
        if (tracked.IsEngineIo && !tracked.IsRequestDecoded && !tracked.IsClientLost && IsPost(tracked))
        {
            polling.ReadRequest(tracked, isCut: isAbnormal && !tracked.IsRequestWhole);
        }
        ReadResponseIfDue(tracked, isAbnormal);
        Recognise(tracked);
        tracked.EndedAt = at;
        tracked.IsChanged = true;
        if (!tracked.IsEngineIo && !tracked.Head.IsWebSocket)
        {
            return;
        }
        sink.Emit(tracked);
        if (tracked.Session is null && tracked.Own is Conversation own)
        {
            packets.Abandon(own, "the connection ended");
        }
        if (!tracked.IsEngineIo)
        {
            return; // a plain WebSocket that was refused
        }
        if (isAbnormal || !tracked.IsSuccess)
        {
            EmitHttp(tracked, at, isAbnormal);
        }
        if (!isAbnormal)
        {
            NoteTaken(tracked, at);
            return;
        }
        ClosedBy by = end.By ?? ClosedBy.Server;
        if (
            tracked.Session is TrackedSession session
            && session.CurrentTransport == Transport.Polling
            && !tracked.Head.IsWebSocket
        )
        {
            string reason = end.How == CloseHow.Timeout ? "ping timeout" : "transport error";
            book.End(session, at, by, SessionEnding.ReasonOf(session, by, at, reason), isGuess: true);
        }
        sink.Emit(
            new CapturedClose
            {
                AtMicros = at,
                Connection = tracked.Id,
                SessionKey = tracked.Session?.Key,
                Session = tracked.Session?.Sid ?? tracked.Target.Sid,
                Client = tracked.Head.Client,
                Node = tracked.Node,
                By = by,
                How = end.How,
                Reason = end.Error,
            }
        );
    }

    // The server took what the client posted: the session lives, unless that said goodbye.
    private void NoteTaken(TrackedConnection tracked, long at)
    {
        if (!tracked.IsSuccess || tracked.Session is not TrackedSession session || !IsPost(tracked))
        {
            return;
        }
        if (tracked.SaysClose)
        {
            string reason = SessionEnding.ReasonOf(session, ClosedBy.Client, at, "transport close");
            book.End(session, at, ClosedBy.Client, reason, isGuess: false);
        }
        else
        {
            book.Revive(session);
        }
    }

    // On a path that was not heard of before the answer may show that the request was Engine.IO's.
    private void Recognise(TrackedConnection tracked)
    {
        if (
            tracked.IsEngineIo
            || options.Paths.Count > 0
            || tracked is not { Response: { Status: >= 400 } response, ResponseBody: { } body }
            || !RequestTarget.LooksLikeEngineIo(tracked.Head.Target)
        )
        {
            return;
        }
        bool isCut = false;
        ReadOnlyMemory<byte> text = polling.Decompress(response, body.Kept, out _, ref isCut);
        if (!isCut && EngineIoRefusal.Is(response.Status, text.Span, tracked.Head.IsWebSocket))
        {
            tracked.IsEngineIo = true;
            book.TryAttach(tracked);
        }
    }

    private void EmitHttp(TrackedConnection tracked, long at, bool isAbnormal)
    {
        bool isTruncated = isAbnormal && tracked.Response is not null && !tracked.IsResponseWhole;
        ReadOnlyMemory<byte> body = tracked.ResponseBody?.Kept ?? default;
        if (tracked.Response is ResponseHead response)
        {
            body = polling.Decompress(response, body, out DecodeFault? fault, ref isTruncated);
            body = fault is not null && body.IsEmpty ? tracked.ResponseBody!.Kept : body;
        }
        isTruncated |= tracked.ResponseBody is { IsTruncated: true } || body.Length > options.MaxPacket;
        if (body.Length > options.MaxPacket)
        {
            body = body[..options.MaxPacket];
        }
        sink.Emit(
            new CapturedHttp
            {
                AtMicros = tracked.OpenedAt,
                Connection = tracked.Id,
                SessionKey = tracked.Session?.Key,
                Session = tracked.Session?.Sid ?? tracked.Target.Sid,
                Client = tracked.Head.Client,
                Node = tracked.Node,
                Truncated = isTruncated,
                Method = tracked.Head.Method,
                Path = tracked.Head.Target,
                Status = tracked.Response?.Status,
                Body = body,
                IsBodyBinary = !System.Text.Unicode.Utf8.IsValid(body.Span),
            }
        );
        tracked.ResponseBody?.Dispose();
        tracked.ResponseBody = null; // the row has its memory
    }

    /// <summary>What came so far of a direction is all that will come.</summary>
    public void Lose(TrackedConnection tracked, Direction direction)
    {
        if (direction == Direction.ServerToClient)
        {
            ReadResponseIfDue(tracked, isCut: true);
        }
        else if (tracked.IsEngineIo && !tracked.IsRequestDecoded && IsPost(tracked))
        {
            polling.ReadRequest(tracked, isCut: true);
        }
    }

    private static bool IsPost(TrackedConnection tracked) =>
        tracked.Head.Method.Equals("POST", StringComparison.OrdinalIgnoreCase) && !tracked.Head.IsWebSocket;

    private static bool IsGet(TrackedConnection tracked) =>
        tracked.Head.Method.Equals("GET", StringComparison.OrdinalIgnoreCase) && !tracked.Head.IsWebSocket;
}

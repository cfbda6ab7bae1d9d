using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>The polling transport's two requests, on the server's side.</summary>
internal static class ServerPolling
{
    /// <summary>Answers a poll when there is something to say, with all there is.</summary>
    public static async Task GetAsync(HttpContext context, EngineIoServerSession session, EngineIoServerOptions options)
    {
        if (!session.Poll.TryTake())
        {
            RefuseOverlap(context, session);
            return;
        }
        var packets = new List<EnginePacket>();
        try
        {
            await session.Queue.WaitAsync(context.RequestAborted);
            Take(session, packets);
        }
        catch (OperationCanceledException)
        {
            session.End(EngineReason.TransportError); // "poll connection closed prematurely"
            return;
        }
        finally
        {
            session.Poll.Release(); // before the answer is out: the next poll follows on its heels
        }
        if (session.IsAborted)
        {
            context.Abort();
            return;
        }
        foreach (EnginePacket packet in packets)
        {
            session.Observe(Direction.ServerToClient, Transport.Polling, packet);
        }
        try
        {
            await WriteAsync(context, session, options, packets);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            session.End(EngineReason.TransportError);
            return;
        }
        if (packets[^1].Type == EngineIoPacketType.Close)
        {
            session.End(EngineReason.ForcedClose);
        }
    }

    /// <summary>Takes what a client posts.</summary>
    public static async Task PostAsync(
        HttpContext context,
        EngineIoServerSession session,
        EngineIoServerOptions options
    )
    {
        if (!session.Post.TryTake())
        {
            RefuseOverlap(context, session);
            return;
        }
        try
        {
            bool isBinary = string.Equals(
                context.Request.ContentType,
                "application/octet-stream",
                StringComparison.Ordinal
            );
            if (isBinary && session.Version == EngineIoVersion.V4)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                session.End(EngineReason.TransportError);
                return;
            }
            ReadOnlyMemory<byte>? body = await ReadAsync(context, options.MaxPayload);
            if (body is null)
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }
            await DeliverAsync(session, body.Value, isBinary);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            session.End(EngineReason.TransportError);
            return;
        }
        finally
        {
            session.Post.Release();
        }
        context.Response.ContentType = "text/html";
        context.Response.ContentLength = 2;
        await context.Response.Body.WriteAsync("ok"u8.ToArray(), context.RequestAborted);
    }

    private static void RefuseOverlap(HttpContext context, EngineIoServerSession session)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        session.End(EngineReason.TransportError);
    }

    private static void Take(EngineIoServerSession session, List<EnginePacket> packets)
    {
        if (session.Ended is { } reason)
        {
            bool byClient = string.Equals(reason, EngineReason.TransportClose, StringComparison.Ordinal);
            packets.Add(new EnginePacket(byClient ? EngineIoPacketType.Noop : EngineIoPacketType.Close, default));
            return;
        }
        while (session.Transport == Transport.Polling && session.Queue.TryPeek(out EnginePacket packet))
        {
            if (packet.Type == EngineIoPacketType.Close && packets.Count > 0)
            {
                break; // in an answer of its own, as from the reference: its client acts on a close before what is ahead of it
            }
            session.Queue.TryDequeue(out packet);
            packets.Add(packet);
        }
        if (packets.Count == 0)
        {
            packets.Add(new EnginePacket(EngineIoPacketType.Noop, default));
        }
    }

    private static async Task DeliverAsync(EngineIoServerSession session, ReadOnlyMemory<byte> body, bool isBinary)
    {
        if (session.IsJsonp)
        {
            var payload = new ArrayBufferWriter<byte>();
            if (Jsonp.UnwrapRequest(body, payload, out _) != OperationStatus.Done)
            {
                return; // a form without its field is ignored, and answered all the same
            }
            body = payload.WrittenMemory;
        }
        var packets = new List<EnginePacket>();
        bool isWhole = EngineCodec.TryDecodePayload(session.Version, body, isBinary, packets);
        foreach (EnginePacket packet in packets)
        {
            if (!await session.ReceiveAsync(packet, Transport.Polling))
            {
                return;
            }
        }
        if (!isWhole)
        {
            session.End(EngineReason.ParseError);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return null;
        }
        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > limit)
            {
                return null;
            }
        }
        return body.WrittenMemory;
    }

    private static async Task WriteAsync(
        HttpContext context,
        EngineIoServerSession session,
        EngineIoServerOptions options,
        List<EnginePacket> packets
    )
    {
        var body = new ArrayBufferWriter<byte>(256);
        bool isBinary = EngineCodec.EncodePayload(session.Version, packets, session.SupportsBinary, body);
        if (session.IsJsonp)
        {
            var script = new ArrayBufferWriter<byte>(body.WrittenCount + 32);
            Jsonp.WrapResponse(body.WrittenSpan, context.Request.Query["j"].ToString(), script);
            body = script;
        }
        HttpResponse response = context.Response;
        response.ContentType = isBinary ? "application/octet-stream" : "text/plain; charset=UTF-8";
        response.Headers.CacheControl = "no-store";
        ReadOnlyMemory<byte> bytes = body.WrittenMemory;
        if (options.HttpCompression && bytes.Length >= options.CompressionThreshold)
        {
            bytes = Compress(context, bytes);
        }
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Compress(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        string accepted = context.Request.Headers.AcceptEncoding.ToString();
        bool gzip = accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (!gzip && !accepted.Contains("deflate", StringComparison.OrdinalIgnoreCase))
        {
            return bytes;
        }
        using var compressed = new MemoryStream();
        using (
            Stream stream = gzip
                ? new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
                : new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
        )
        {
            stream.Write(bytes.Span);
        }
        context.Response.Headers.ContentEncoding = gzip ? "gzip" : "deflate";
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}

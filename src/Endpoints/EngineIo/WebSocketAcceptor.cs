using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>Accepts WebSockets such that the stream below stays in reach, which ASP.NET's own way hides.</summary>
internal static class WebSocketAcceptor
{
    /// <summary>The <c>Sec-WebSocket-Accept</c> that answers a key (RFC 6455, 1.3).</summary>
    public static string AcceptOf(string key)
    {
#pragma warning disable CA5350 // the RFC asks for SHA-1
        byte[] hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    public static async Task<(WebSocket Socket, Stream Stream)> AcceptAsync(HttpContext context, bool allowsDeflate)
    {
        IHeaderDictionary headers = context.Response.Headers;
        WebSocketDeflateOptions? deflate = allowsDeflate ? Negotiate(context) : null;
        Stream stream;
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            stream = await connect.AcceptAsync();
        }
        else
        {
            headers.Upgrade = "websocket";
            headers.Connection = "Upgrade";
            headers.SecWebSocketAccept = AcceptOf(context.Request.Headers.SecWebSocketKey.ToString());
            stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }
        var creation = new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = deflate,
        };
        return (WebSocket.CreateFromStream(stream, creation), stream);
    }

    // RFC 7692, 7.1: what the offer demands of the server is granted, what it merely allows is not used.
    private static WebSocketDeflateOptions? Negotiate(HttpContext context)
    {
        string offers = context.Request.Headers.SecWebSocketExtensions.ToString();
        string? offer = offers
            .Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(static one => one.StartsWith("permessage-deflate", StringComparison.OrdinalIgnoreCase));
        if (DeflateParameters.Parse(offer) is not { ServerMaxWindowBits: >= 9 } asked)
        {
            return null;
        }
        string answer = "permessage-deflate";
        if (asked.ServerNoContextTakeover)
        {
            answer += "; server_no_context_takeover";
        }
        if (asked.ClientNoContextTakeover)
        {
            answer += "; client_no_context_takeover";
        }
        if (asked.ServerMaxWindowBits < 15)
        {
            answer += string.Create(
                CultureInfo.InvariantCulture,
                $"; server_max_window_bits={asked.ServerMaxWindowBits}"
            );
        }
        context.Response.Headers.SecWebSocketExtensions = answer;
        return new WebSocketDeflateOptions
        {
            ServerContextTakeover = !asked.ServerNoContextTakeover,
            ClientContextTakeover = !asked.ClientNoContextTakeover,
            ServerMaxWindowBits = asked.ServerMaxWindowBits,
        };
    }
}

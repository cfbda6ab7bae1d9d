using System.Collections.Concurrent;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;

namespace SioProxy.Proxy.Demo;

/// <summary>A small chat: rooms, messages that are acknowledged, pictures, and a namespace that not everybody may join.</summary>
internal static class DemoServer
{
    /// <summary>The token that opens <c>/admin</c>.</summary>
    public const string Token = "let-me-in";

    /// <summary>The server, not yet started, on any free loopback port.</summary>
    public static SocketIoServer Create()
    {
        var server = new SocketIoServer(
            new SocketIoServerOptions
            {
                DetectParser = true,
                Recovery = TimeSpan.FromMinutes(2),
                Engine = new EngineIoServerOptions
                {
                    PingInterval = TimeSpan.FromSeconds(1),
                    PingTimeout = TimeSpan.FromSeconds(5),
                    PerMessageDeflate = true,
                },
            }
        );
        var names = new ConcurrentDictionary<string, string>(StringComparer.Ordinal); // a recovered socket keeps its id
        server.Of("/").OnConnection = (socket, _) => OnChatter(socket, names);
        server.Of("/admin").Authorize = Authorize;
        server.Of("/admin").OnConnection = OnAdmin;
        return server;
    }

    private static ValueTask OnChatter(ServerSocket socket, ConcurrentDictionary<string, string> names)
    {
        string name = names.GetValueOrDefault(socket.Id, "somebody");
        socket.On(
            "enter",
            async (received, token) =>
            {
                name = received.Arguments.Text(0) ?? name;
                names[socket.Id] = name;
                string room = received.Arguments.Text(1) ?? "lobby";
                socket.Join(room);
                var joined = SocketIoArguments.From(new { user = name, room });
                await socket.Namespace.EmitAsync("user_joined", joined, room, except: socket, token);
                int people = socket.Namespace.Sockets.Count(other =>
                    other.Rooms.Contains(room, StringComparer.Ordinal)
                );
                await received.AckAsync(new { ok = true, people });
            }
        );
        socket.On(
            "chat_message",
            async (received, token) =>
            {
                string room = received.Arguments.Text(0) ?? "lobby";
                var message = SocketIoArguments.From(
                    new
                    {
                        user = name,
                        room,
                        text = received.Arguments.Text(1),
                    }
                );
                await socket.Namespace.EmitAsync("chat_message", message, room, except: socket, token);
                await received.AckAsync("delivered");
            }
        );
        socket.On(
            "picture",
            async (received, token) =>
            {
                ReadOnlyMemory<byte> picture = received.Arguments.Binary(1) ?? default;
                var shown = SocketIoArguments.From(new { user = name, title = received.Arguments.Text(0) }, picture);
                await socket.Namespace.EmitAsync("picture", shown, "lobby", except: socket, token);
                await received.AckAsync(new { bytes = picture.Length }, picture[..Math.Min(8, picture.Length)]);
            }
        );
        socket.On(
            "poll",
            async (received, token) =>
            {
                SocketIoArguments answer = await socket.EmitWithAckAsync("question", "tea or coffee?");
                await received.AckAsync(new { answer = answer.Text(0) });
            }
        );
        return ValueTask.CompletedTask;
    }

    private static ValueTask<ConnectRefusal?> Authorize(ServerSocket socket, CancellationToken cancellationToken)
    {
        bool isKnown =
            socket.Auth.ValueKind == JsonValueKind.Object
            && socket.Auth.TryGetProperty("token", out JsonElement token)
            && token.ValueKind == JsonValueKind.String
            && token.ValueEquals(Token);
        ConnectRefusal? refusal = isKnown ? null : new ConnectRefusal("jwt expired", new { code = "E_TOKEN" });
        return ValueTask.FromResult(refusal);
    }

    private static ValueTask OnAdmin(ServerSocket socket, CancellationToken cancellationToken)
    {
        socket.On("close_room", async (_, token) => await socket.DisconnectAsync(close: false, token));
        return ValueTask.CompletedTask;
    }
}

using System.Globalization;
using System.Text.Json;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.EndToEnd.Endpoints;

/// <summary>Our server with the same handlers as <c>node/endpoints/server.js</c>.</summary>
internal static class ChatServer
{
    public static async Task<SocketIoServer> StartAsync(SocketIoParser parser, CancellationToken cancellationToken)
    {
        var server = new SocketIoServer(
            new SocketIoServerOptions
            {
                Parser = parser,
                Recovery = TimeSpan.FromSeconds(30),
                Engine = new EngineIoServerOptions
                {
                    PingInterval = TimeSpan.FromMilliseconds(300),
                    PingTimeout = TimeSpan.FromMilliseconds(5000),
                    PerMessageDeflate = true,
                },
            }
        );
        server.Of("/").OnConnection = ServeAsync;
        server.Of("/admin").OnConnection = ServeAsync;
        server.Of("/admin").Authorize = static (socket, _) =>
        {
            bool isGood =
                string.Equals(socket.Query, "token=good", StringComparison.Ordinal)
                || (
                    socket.Auth.ValueKind == JsonValueKind.Object
                    && socket.Auth.TryGetProperty("token", out JsonElement token)
                    && token.ValueEquals("good")
                );
            return ValueTask.FromResult(isGood ? null : new ConnectRefusal("Not authorized"));
        };
        await server.StartAsync(cancellationToken);
        return server;
    }

    public static string PortOf(SocketIoServer server) => server.Urls[0].Port.ToString(CultureInfo.InvariantCulture);

    private static async ValueTask ServeAsync(ServerSocket socket, CancellationToken cancellationToken)
    {
        socket.On("echo", (received, token) => received.AckAsync(received.Arguments, token));
        socket.On(
            "join",
            async (received, token) =>
            {
                string room = received.Arguments.Text(0)!;
                socket.Join(room);
                await socket.Namespace.EmitAsync("joined", SocketIoArguments.From(room), room, null, token);
                await received.AckAsync("ok");
            }
        );
        socket.On(
            "bin",
            async (received, _) =>
            {
                byte[] reversed = received.Arguments.Binary(0)!.Value.ToArray();
                Array.Reverse(reversed);
                await socket.EmitAsync("nib", reversed);
                await received.AckAsync("length", reversed.Length, reversed);
            }
        );
        socket.On(
            "ask",
            async (received, _) =>
            {
                SocketIoArguments reply = await socket.EmitWithAckAsync("question", "6*7");
                await received.AckAsync(reply[0].GetRawText());
            }
        );
        socket.On(
            "bye",
            async (received, token) =>
                await socket.DisconnectAsync(received.Arguments.Count > 0 && received.Arguments[0].GetBoolean(), token)
        );
        await socket.EmitAsync("hello", new { id = socket.Id });
    }
}

using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Captures;

/// <summary>How a session begins: the handshake over polling, CONNECT to each namespace, the upgrade.</summary>
internal static class Opening
{
    private static readonly string[] Namespaces = ["/", "/market", "/docs", "/admin", "/files"];

    public static int Count => 1 + (2 * Namespaces.Length) + 3;

    public static CapturedPacket Packet(TrafficSession session, long id, long at)
    {
        int step = session.Step++;
        if (step == 0)
        {
            string open = string.Create(
                CultureInfo.InvariantCulture,
                $$"""0{"sid":"{{session.Sid}}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"""
            );
            return session.Packet(
                id,
                at,
                Direction.ServerToClient,
                EngineIoPacketType.Open,
                Encoding.UTF8.GetBytes(open)
            );
        }
        int connect = step - 1;
        if (connect < 2 * Namespaces.Length)
        {
            string name = Namespaces[connect / 2];
            bool isClient = connect % 2 == 0;
            string prefix = name.Length > 1 ? name + "," : "";
            string text = isClient
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""40{{prefix}}{"userId":{{session.User}},"token":"[redacted:1f2e3d4c]"}"""
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""40{{prefix}}{"sid":"s{{session.Key}}x{{connect}}"}"""
                );
            return session.Packet(
                id,
                at,
                isClient ? Direction.ClientToServer : Direction.ServerToClient,
                EngineIoPacketType.Message,
                Encoding.UTF8.GetBytes(text),
                (SocketIoPacketType.Connect, name, null, null)
            );
        }
        return (connect - (2 * Namespaces.Length)) switch
        {
            0 => session.Packet(id, at, Direction.ClientToServer, EngineIoPacketType.Ping, "2probe"u8.ToArray()),
            1 => session.Packet(id, at, Direction.ServerToClient, EngineIoPacketType.Pong, "3probe"u8.ToArray()),
            _ => session.Packet(id, at, Direction.ClientToServer, EngineIoPacketType.Upgrade, "5"u8.ToArray()),
        };
    }
}

using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

/// <summary>What clients ask for and servers answer with, in their shapes, and what is looked at most.</summary>
internal static class SocketIoShapes
{
    public const string V4 = "/socket.io/?EIO=4&transport=polling";
    public const string V3 = "/socket.io/?EIO=3&transport=polling";
    public const string W4 = "/socket.io/?EIO=4&transport=websocket";
    public const string W3 = "/socket.io/?EIO=3&transport=websocket";
    public const string Open4 =
        """0{"sid":"S1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";
    public const string Open3 = """0{"sid":"S1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}""";

    public static string Framed(params string[] packets) => string.Concat(packets.Select(p => $"{p.Length}:{p}"));

    public static SessionEntry LastSession(WireScript wire, string sid = "S1") =>
        wire.Play(then: t => t.FlushCounters(0))
            .OfType<SessionEntry>()
            .Last(s => string.Equals(s.Sid, sid, StringComparison.Ordinal));
}

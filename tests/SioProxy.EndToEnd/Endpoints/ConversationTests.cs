using System.Globalization;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.EndToEnd.Endpoints;

/// <summary>Our client and server against each other, and each against the real packages.</summary>
public sealed class ConversationTests
{
    private static readonly int[] Versions = [2, 3, 4];
    private static readonly string[] Parsers = ["", "msgpack"];

    public static TheoryData<int, string, string> OurClients { get; } =
        Combine("polling", "websocket", "upgrade", "base64", "jsonp", "gzip", "deflate");

    public static TheoryData<int, string, string> RealClients { get; } =
        Combine("polling", "websocket", "upgrade", "deflate");

    [Theory, MemberData(nameof(OurClients))]
    public async Task OurClient_AtOurServer_IsUnderstood(int version, string kind, string parser)
    {
        using var timeout = Timeout();
        await using SocketIoServer server = await ChatServer.StartAsync(ParserOf(parser), timeout.Token);
        await new Visitor(server.Urls[0], version, kind, ParserOf(parser)).VisitAsync(timeout.Token);
    }

    [Theory, MemberData(nameof(OurClients))]
    public async Task OurClient_AtTheRealServer_IsUnderstood(int version, string kind, string parser)
    {
        using var timeout = Timeout();
        await using NodeScript server = await NodeScript.StartAsync(Arguments("server.js", version, parser));
        string port = await server.ReadLineAsync(timeout.Token);
        var target = new Uri($"http://127.0.0.1:{port}");
        await new Visitor(target, version, kind, ParserOf(parser)).VisitAsync(timeout.Token);
    }

    [Theory, MemberData(nameof(RealClients))]
    public async Task RealClient_AtOurServer_IsUnderstood(int version, string kind, string parser)
    {
        using var timeout = Timeout();
        await using SocketIoServer server = await ChatServer.StartAsync(ParserOf(parser), timeout.Token);
        string[] arguments = Arguments("client.js", version, ChatServer.PortOf(server), kind, parser);
        await using NodeScript client = await NodeScript.StartAsync(arguments);
        Assert.Equal("ok", (await client.ReadToEndAsync(timeout.Token)).Trim());
    }

    private static TheoryData<int, string, string> Combine(params string[] kinds)
    {
        var data = new TheoryData<int, string, string>();
        foreach (int version in Versions)
        {
            foreach (string kind in kinds)
            {
                foreach (string parser in Parsers)
                {
                    data.Add(version, kind, parser);
                }
            }
        }
        return data;
    }

    private static CancellationTokenSource Timeout()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(TimeSpan.FromSeconds(60));
        return source;
    }

    private static string[] Arguments(string script, int version, params string[] more) =>
        [script, version.ToString(CultureInfo.InvariantCulture), .. more.Where(one => one.Length > 0)];

    private static SocketIoParser ParserOf(string name) =>
        name.Length == 0 ? SocketIoParser.Default : SocketIoParser.MessagePack;
}

using System.Globalization;
using System.Text.RegularExpressions;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>A server that looks at cookies and headers before it opens a session: guests are let in, strangers refused over HTTP.</summary>
public sealed partial class GateTests
{
    private static readonly string[] Guests = ["seat=window; theme=dark", "seat=aisle; theme=dark"];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Replay_OfGuestsAndStrangers_TellsEachChangeAtTheGate(int version)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(180));
        await using RunningProxy proxy = await RecordAsync(version, timeout.Token);

        // Nothing is sent before the secrets are there, and they are named.
        ProgramResult asked = await ReplayAsync(proxy.Capture, "http://127.0.0.1:1");
        Assert.Equal(2, asked.ExitCode);
        Assert.DoesNotContain("could not connect", asked.Output + asked.Errors, StringComparison.Ordinal);
        string[] cookies = [.. Marks().Matches(asked.Errors).Select(match => match.Groups["digits"].Value)];
        Assert.True(cookies.Length == 2, asked.Errors);
        Assert.Contains("Authorization", asked.Errors, StringComparison.OrdinalIgnoreCase);
        string[] secrets =
        [
            "--set",
            $"{cookies[0]}={Guests[0]}",
            "--set",
            $"{cookies[1]}={Guests[1]}",
            "--set",
            "authorization=Bearer harbour",
        ];

        string status = version == 2 ? "400" : "403";
        await ExpectAsync("", 0, "Same: all ");
        await ExpectAsync("open", 1, "HANDSHAKE (refused client 1, handshake) differs at args[0].outcome");
        await ExpectAsync(
            "rude",
            1,
            $"HANDSHAKE (refused client 1, handshake) differs at args[0].status: {status} recorded, 401 live"
        );
        await ExpectAsync(
            "full",
            1,
            "First: the handshake (client 2, connection) differs at answer: accepted recorded"
        );
        await ExpectAsync(
            "closed",
            2,
            $"Could not be played: client 1, session 1 could not connect: The server answered {status}"
        );

        async Task ExpectAsync(string fault, int code, string first)
        {
            (NodeScript server, string url) = await StartAsync("gate.js", version, fault, timeout.Token);
            await using (server)
            {
                ProgramResult played = await ReplayAsync(proxy.Capture, url, secrets);
                Assert.True(played.ExitCode == code, $"{fault}: {played.Output}{played.Errors}");
                Assert.Contains(first, played.Output.Split('\n')[0], StringComparison.Ordinal);
                Assert.DoesNotContain("harbour", played.Output, StringComparison.Ordinal);
                Assert.DoesNotContain("theme=dark", played.Output, StringComparison.Ordinal);
            }
        }
    }

    private static async Task<RunningProxy> RecordAsync(int version, CancellationToken cancellationToken)
    {
        (NodeScript server, string url) = await StartAsync("gate.js", version, "", cancellationToken);
        await using (server)
        {
            RunningProxy proxy = await RunningProxy.StartAsync([url]);
            string number = version.ToString(CultureInfo.InvariantCulture);
            await using NodeScript clients = await NodeScript.StartAsync("../replay/gate-client.js", number, proxy.Url);
            Assert.Equal("ok", (await clients.ReadToEndAsync(cancellationToken)).Trim());
            Assert.Equal(0, await proxy.StopAsync());
            return proxy;
        }
    }

    private static async Task<(NodeScript Server, string Url)> StartAsync(
        string script,
        int version,
        string fault,
        CancellationToken cancellationToken
    )
    {
        string number = version.ToString(CultureInfo.InvariantCulture);
        NodeScript server = await NodeScript.StartAsync("../replay/" + script, number, fault);
        return (server, $"http://127.0.0.1:{await server.ReadLineAsync(cancellationToken)}");
    }

    private static Task<ProgramResult> ReplayAsync(string capture, string url, params string[] more) =>
        Programs.RunAsync(Programs.Viewer(["replay", capture, "--target", url, .. more]));

    [GeneratedRegex(
        @"cookie: \[redacted:(?<digits>[0-9a-f]{8})\]",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Marks();
}

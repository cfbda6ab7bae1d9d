using System.Text.Json;
using System.Text.RegularExpressions;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>The captures that come with the repository, and the README's tour of them.</summary>
public sealed partial class SampleTests
{
    private static readonly string Root = Repository.Root;

    public static TheoryData<string> TourCommands =>
        [
            .. File.ReadLines(Path.Combine(Root, "README.md"))
                .Where(line =>
                    line.StartsWith("sioview ", StringComparison.Ordinal)
                    && line.Contains("samples/", StringComparison.Ordinal)
                ),
        ];

    [Theory, MemberData(nameof(TourCommands))]
    public async Task Tour_OfTheReadme_ShowsSomething(string command)
    {
        string[] words = [.. ShellWord().Matches(command.Split(" | ")[0]).Select(match => match.Value.Trim('\''))];
        ProgramResult result = await Programs.RunAsync(
            Programs.Viewer(
                words[1..]
                    .Select(word =>
                        word.Contains("samples/", StringComparison.Ordinal) ? Path.Combine(Root, word) : word
                    )
            )
        );
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.NotEmpty(result.Output);
    }

    [Theory]
    [InlineData("v2-chat", 3)]
    [InlineData("v4-chat", 4)]
    public async Task Chat_OfEitherVersion_HasItsMessagesAcksAndOneEventWithout(string sample, int eio)
    {
        Export export = await Export.ReadAsync(Repository.Sample(sample));
        JsonElement[] packets = [.. export.Rows.Where(row => row.Is("kind", "packet"))];
        Assert.All(packets, row => Assert.Equal(eio, row.GetProperty("eio").GetInt32()));
        JsonElement[] messages = [.. packets.Where(row => row.Is("event", "message") && row.Is("dir", "client"))];
        Assert.Equal(
            [
                "Good morning!",
                "Is the ferry on time? \U0001F6A2",
                "Two hours late, it says here.",
                "Then there is time for a coffee \u2615",
            ],
            messages.Select(row => row.GetProperty("args")[0].GetProperty("text").GetString())
        );
        HashSet<long> answered =
        [
            .. packets.Where(row => row.Is("type", "ACK")).Select(row => row.GetProperty("ackOf").GetInt64()),
        ];
        Assert.All(messages, row => Assert.Contains(row.GetProperty("id").GetInt64(), answered));
        Assert.DoesNotContain(packets.Single(row => row.Is("event", "report")).GetProperty("id").GetInt64(), answered);
        Assert.Single(packets, row => row.Is("type", "CONNECT_ERROR"));
    }

    [Fact]
    public async Task Upload_OverBothTransports_GivesTheFileBackWhole()
    {
        Export export = await Export.ReadAsync(Repository.Sample("v3-upload"));
        foreach (string transport in (string[])["polling", "websocket"])
        {
            byte[][] pieces =
            [
                .. export
                    .Rows.Where(row => row.Is("event", "upload:piece") && row.Is("transport", transport))
                    .Select(row => row.GetProperty("attachments")[0].GetProperty("base64").GetBytesFromBase64()),
            ];
            JsonElement file = export.Rows.Last(row => row.Is("type", "BINARY_ACK") && row.Is("transport", transport));
            Assert.Equal(3, pieces.Length);
            Assert.Equal(
                pieces.SelectMany(piece => piece),
                file.GetProperty("attachments")[0].GetProperty("base64").GetBytesFromBase64()
            );
        }
    }

    [Fact]
    public async Task Recovery_OfAConnection_BringsTheMissedEventsBeforeTheConnect()
    {
        Export export = await Export.ReadAsync(Repository.Sample("v4-recovery"));
        JsonElement[] fromServer =
        [
            .. export.Rows.Where(row => row.Is("dir", "server") && row.Is("engine", "message")),
        ];
        JsonElement[] connects = [.. fromServer.Where(row => row.Is("type", "CONNECT"))];
        Assert.Equal(2, connects.Length);
        Assert.Equal(connects[0].GetProperty("data").GetRawText(), connects[1].GetProperty("data").GetRawText());
        string second = connects[1].Text("session")!;
        Assert.Equal(
            [
                "[{\"channel\":\"shares\",\"value\":101}]",
                "[{\"channel\":\"shares\",\"value\":99}]",
                "[{\"channel\":\"shares\",\"value\":103}]",
            ],
            fromServer
                .Where(row => row.Is("session", second))
                .TakeWhile(row => !row.Is("type", "CONNECT"))
                .Select(row => row.GetProperty("args").GetRawText())
        );
    }

    [Fact]
    public async Task Refused_Handshakes_HaveEveryErrorCode()
    {
        Export export = await Export.ReadAsync(Repository.Sample("refused"));
        string[] bodies = [.. export.Rows.Where(row => row.Is("kind", "http")).Select(row => row.Text("body")!)];
        Assert.All(
            Enumerable.Range(0, 6),
            code => Assert.Contains(bodies, body => body.Contains($"\"code\":{code}", StringComparison.Ordinal))
        );
        Assert.Equal(2, export.Rows.Count(row => row.Is("type", "CONNECT_ERROR")));
        Assert.Contains(
            export.Rows,
            row =>
                row.TryGetProperty("fault", out JsonElement fault)
                && fault.ValueKind == JsonValueKind.Object
                && fault.Is("code", "not-websocket")
        );
    }

    [GeneratedRegex("'[^']*'|[^ ]+", RegexOptions.NonBacktracking)]
    private static partial Regex ShellWord();
}

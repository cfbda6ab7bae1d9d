using System.Text.Json;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>
/// What goes wrong between real clients and servers (<c>node/faults.js</c>), recorded by the proxy, is named by
/// <c>sioview sessions --problems</c>.
/// </summary>
public sealed class DiagnosesTests
{
    [Theory]
    [InlineData("duplicate-listeners", "likely", "answers each 'ping2' with 3 times 'pong2'")]
    [InlineData("recovery-failed", "certain", "was given a new one")]
    [InlineData("recovery-without-offset", "certain", "without saying which event it had last")]
    [InlineData("half-open", "certain", "The client was back with another session")]
    [InlineData(
        "event-before-connect",
        "certain",
        "sent 'hi' before the server had let it into /, and the server ended"
    )]
    [InlineData("parser-mismatch", "likely", "The client writes msgpack")]
    [InlineData("server-restarted", "likely", "6 of 6 living sessions were lost")]
    [InlineData("double-encoded", "likely", "Argument 0 of 'save' from the client is JSON within a string")]
    [InlineData("not-rejoined", "possible", "first sent 'join' and then received 'news'")]
    [InlineData("sent-twice", "likely", "The server sends 'news' 2 times at once with the same arguments")]
    [InlineData("connected-twice", "possible", "events came to both at once (as 'news')")]
    [InlineData("upgrade-hangs", "likely", "the client's probe had no answer")]
    [InlineData("cors", "likely", "A page of http://shop.example opened this session and never used it")]
    [InlineData("cors-headers", "certain", "wants to send x-token")]
    [InlineData("cookie-not-returned", "likely", "a request without it was refused")]
    public async Task Problems_OfAFault_NameItAndTheRowThatShowsIt(string code, string confidence, string finding)
    {
        List<JsonElement> problems = await PlayAsync(code);
        Assert.True(problems.Exists(each => each.Is("code", code)), string.Join('\n', problems));
        JsonElement problem = problems.Find(each => each.Is("code", code));
        Assert.Equal(confidence, problem.Text("confidence"));
        Assert.Contains(finding, problem.Text("finding"), StringComparison.Ordinal);
        Assert.Equal(code is "cors-headers", problem.GetProperty("row").ValueKind == JsonValueKind.Null);
    }

    private static async Task<List<JsonElement>> PlayAsync(string name)
    {
        List<JsonElement> problems = [];
        await StagedCase.RecordAsync(
            "faults.js",
            name,
            async capture =>
            {
                ProgramResult result = await Programs.RunAsync(
                    Programs.Viewer("sessions", capture, "--problems", "--json")
                );
                Assert.Equal((0, ""), (result.ExitCode, result.Errors));
                string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                problems.AddRange(lines.Select(line => JsonElement.Parse(line)));
            }
        );
        return problems;
    }
}

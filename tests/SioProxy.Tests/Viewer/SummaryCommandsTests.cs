using System.Text.Json;
using SioProxy.Tests.Filtering;

namespace SioProxy.Tests.Viewer;

/// <summary><c>sessions</c> and <c>stats</c>.</summary>
public sealed class SummaryCommandsTests : IDisposable
{
    private readonly ViewerRun _viewer = new();

    public void Dispose() => _viewer.Dispose();

    [Fact]
    public void Sessions_Text_HasALineEach()
    {
        string[] lines = Lines(_viewer.Run("sessions", "FILE").Output);
        Assert.StartsWith("SESSION", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(FilterExamples.Sid, lines[1], StringComparison.Ordinal);
        Assert.EndsWith("the recording ended before it did", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(
            $"{FilterExamples.Sid}: certain: A middleware of the server refused /: 'jwt expired'. (row 16)",
            lines[2],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"{FilterExamples.Sid}: possible: 'chat_message' asked for an ack 2 times and got it 1 times",
            lines[3],
            StringComparison.Ordinal
        );
        Assert.All(lines[4..], line => Assert.StartsWith("refused 1 x ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Sessions_Json_TellsWhatTheTreeTells()
    {
        JsonElement session = JsonDocument
            .Parse(Assert.Single(Lines(_viewer.Run("sessions", "FILE", "--json").Output)))
            .RootElement;
        Assert.Equal("the recording ended before it did", session.GetProperty("end").GetString());
        Assert.Equal(1, session.GetProperty("clientNumber").GetInt32());
        Assert.Equal(1, session.GetProperty("unansweredAcks").GetInt64());
        Assert.Contains(
            session.GetProperty("namespaces").EnumerateArray(),
            space =>
                space.GetProperty("ns").GetString() is "/admin" && space.GetProperty("serverPackets").GetInt64() == 2
        );
        Assert.Equal(
            ["connect-refused certain 16", "unanswered-acks possible 6"],
            session
                .GetProperty("diagnoses")
                .EnumerateArray()
                .Select(found =>
                    $"{found.GetProperty("code")} {found.GetProperty("confidence")} {found.GetProperty("row")}"
                )
        );
    }

    [Fact]
    public void Sessions_Problems_AreALineForEachKindAndWhomItConcerns()
    {
        string[] lines = Lines(_viewer.Run("sessions", "FILE", "--problems").Output);
        int refused = Array.FindIndex(
            lines,
            line => line.StartsWith("1 x connect-refused: certain: ", StringComparison.Ordinal)
        );
        Assert.Equal($"  sessions {FilterExamples.Sid}", lines[refused + 1]);
        Assert.StartsWith("1 x unanswered-acks: possible: ", lines[^2], StringComparison.Ordinal); // the least sure
        List<JsonElement> problems =
        [
            .. Lines(_viewer.Run("sessions", "FILE", "--problems", "--json").Output)
                .Select(line => JsonElement.Parse(line)),
        ];
        Assert.Equal(
            lines.Where(line => line.Contains(" x ", StringComparison.Ordinal)).Select(line => line.Split(' ', ':')[2]),
            problems.Select(problem => problem.GetProperty("code").GetString())
        );
        JsonElement found = problems.Find(problem => problem.GetProperty("code").ValueEquals("connect-refused"));
        Assert.Equal(1, found.GetProperty("count").GetInt32());
        JsonElement only = Assert.Single(found.GetProperty("cases").EnumerateArray());
        Assert.Equal(
            (FilterExamples.Sid, 16),
            (only.GetProperty("session").GetString(), only.GetProperty("row").GetInt64())
        );
    }

    [Fact]
    public void Sessions_WithAFilter_AreThoseWithARowThatMatches()
    {
        JsonElement session = JsonDocument
            .Parse(Assert.Single(Lines(_viewer.Run("sessions", "FILE", "event:user_*", "--json").Output)))
            .RootElement;
        Assert.Equal(2, session.GetProperty("matches").GetInt64());
        Assert.Equal(FilterExamples.Sid, session.GetProperty("session").GetString());
        Assert.Equal(15_000, session.GetProperty("durationMs").GetDecimal());
        Assert.Empty(Lines(_viewer.Run("sessions", "FILE", "type:http", "--json").Output));
    }

    [Fact]
    public void Stats_Json_CountsByEvent()
    {
        JsonElement[] stats =
        [
            .. Lines(_viewer.Run("stats", "FILE", "--json").Output)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
        Assert.Equal(20, stats.Sum(entry => entry.GetProperty("count").GetInt64()));
        JsonElement chat = stats.Single(entry => entry.GetProperty("event").GetString() is "chat_message");
        Assert.Equal(2, chat.GetProperty("count").GetInt64());
        Assert.Equal(2, chat.GetProperty("asked").GetInt64());
        Assert.Equal(1, chat.GetProperty("unanswered").GetInt64());
        Assert.Equal(20, chat.GetProperty("latencyMs").GetProperty("p50").GetDecimal());
        JsonElement bar = chat.GetProperty("latencyMs").GetProperty("histogram").EnumerateArray().Single();
        Assert.Equal((20m, 1), (bar.GetProperty("upTo").GetDecimal(), bar.GetProperty("count").GetInt32()));
        JsonElement rate = chat.GetProperty("rate");
        Assert.Equal(2, rate.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Equal(
            stats[0].GetProperty("rate").GetProperty("counts").GetArrayLength(),
            rate.GetProperty("counts").GetArrayLength()
        );
        Assert.Contains(stats, entry => entry.GetProperty("type").GetString() is "gap");
    }

    [Fact]
    public void Stats_Text_HasALineEach()
    {
        string[] lines = Lines(_viewer.Run("stats", "FILE", "event:chat_message").Output);
        Assert.Matches(@"^chat_message +/ +client +2 .* 1 +20\.0 ms +20\.0 ms +20\.0 ms$", lines[1]);
        Assert.StartsWith("OVER TIME, ", lines[2], StringComparison.Ordinal);
        Assert.Contains('█', lines[3]);
        Assert.Equal("ACK LATENCY of 1: p50 20.0 ms, p95 20.0 ms, p99 20.0 ms, max 20.0 ms", lines[4]);
        Assert.Matches("^ +<= 20 ms +1  █{40}$", lines[5]);
        Assert.Equal(6, lines.Length);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

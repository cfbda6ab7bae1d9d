using System.Text.Json;
using Microsoft.Extensions.Logging;
using SioProxy.Proxy.Terminal;

namespace SioProxy.Tests.Proxy;

/// <summary>Logs for people are lines; logs for machines are objects that name the connection and the session.</summary>
public sealed class ConsoleLogsTests
{
    [Fact]
    public void Json_OfALine_HasItsValuesUnderTheirNames()
    {
        JsonElement line = JsonElement.Parse(Log(isJson: true));
        Assert.Equal("warning", line.GetProperty("level").GetString());
        Assert.Equal(7, line.GetProperty("event").GetInt32());
        Assert.Equal("502: no answer (connection 12, session abc)", line.GetProperty("message").GetString());
        Assert.Equal(12, line.GetProperty("connection").GetInt64());
        Assert.Equal("abc", line.GetProperty("session").GetString());
        Assert.False(line.TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public void Json_WithAValueNamedLikeAField_KeepsTheField() =>
        Assert.Equal(
            "error",
            JsonElement
                .Parse(
                    ConsoleLogs.ToJson(
                        LogLevel.Error,
                        default,
                        "m",
                        null,
                        new[] { KeyValuePair.Create<string, object?>("Level", "mine") }
                    )
                )
                .GetProperty("level")
                .GetString()
        );

    [Fact]
    public void Text_OfALine_IsTheSentence() =>
        Assert.Equal(
            "sioproxy: warning: 502: no answer (connection 12, session abc)",
            Log(isJson: false).TrimEnd('\r', '\n')
        );

    private static string Log(bool isJson)
    {
        using var output = new StringWriter();
        using var console = new StatusConsole(output, isTerminal: false);
        using var logs = new ConsoleLogs(console, LogLevel.Information, isJson);
        ILogger logger = logs.CreateLogger("x");
#pragma warning disable CA1848, CA2254, CA1873 // a single line, as any library would log it
        logger.Log(
            LogLevel.Warning,
            new EventId(7),
            "{Status}: {Sentence} (connection {Connection}, session {Session})",
            502,
            "no answer",
            12L,
            "abc"
        );
#pragma warning restore CA1848, CA2254, CA1873
        return output.ToString();
    }
}

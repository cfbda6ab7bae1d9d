using System.Text;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commands;
using SioProxy.Viewer.Packets;

namespace SioProxy.Tests.Viewer.Terminal;

public sealed class SettingsFileTests
{
    [Fact]
    public void Parse_EverySetting_IsTaken()
    {
        ViewerSettings settings = Parse(
            """{ "theme": "light", "time": "session", "columns": ["time", "event"], /* mine */ "keys": { "quit": ["Q", "f10"], "help": "h" }, }"""
        );
        Assert.Equal("light", settings.Theme.Name);
        Assert.Equal(TimeFormat.SinceSession, settings.TimeFormat);
        Assert.Equal([PacketColumn.Time, PacketColumn.Event], settings.Columns);
        Assert.Equal(["Q", "f10"], settings.Keys["quit"]);
        Assert.Equal(["h"], settings.Keys["help"]);
    }

    [Theory]
    [InlineData("{\n\"theme\": \"pink\"}", "my.json, line 2: 'pink' is none of dark, light, basic, mono.")]
    [InlineData(
        "{\n\n\"colour\": 1}",
        "my.json, line 3: there is no setting 'colour': expected theme, time, columns or keys."
    )]
    [InlineData("{\n\"keys\": {\n\"quit\": \"hyper+q\"}}", "my.json, line 3: 'hyper+q' is no key")]
    [InlineData("{\n\"theme\": 7}", "my.json, line 2: expected a text.")]
    [InlineData("{\n\"theme\": null}", "my.json, line 2: expected a text.")]
    [InlineData("{\n\"columns\": [\"id\", null]}", "my.json, line 2: expected a text.")]
    [InlineData("{\n\"keys\": {\"quit\": null}}", "my.json, line 2: expected a text.")]
    [InlineData("{\n\"theme\"", "my.json, line 2: this is no JSON.")]
    [InlineData("[]", "my.json, line 1: expected an object.")]
    public void Parse_AMistake_NamesItsLine(string text, string sentence) =>
        Assert.StartsWith(
            sentence,
            Assert.Throws<CommandUsageException>(() => Parse(text)).Message,
            StringComparison.Ordinal
        );

    private static ViewerSettings Parse(string text) => SettingsFile.Parse(Encoding.UTF8.GetBytes(text), "my.json");
}

using System.Text.Json;

namespace SioProxy.Tests.Viewer;

public sealed class ShowCommandTests : IDisposable
{
    private readonly ViewerRun _viewer = new();

    public void Dispose() => _viewer.Dispose();

    [Fact]
    public void Show_Event_SaysEverythingAboutIt()
    {
        string text = Show("3");
        Assert.Contains("event        chat_message", text, StringComparison.Ordinal);
        Assert.Contains("answered by  4 ", text, StringComparison.Ordinal);
        Assert.Contains("420[\"chat_message\",{\"room\":\"lobby\"", text, StringComparison.Ordinal);
        Assert.Contains("{\"room\": \"lobby\", \"text\": \"says \\\"hi\\\"\"}", text, StringComparison.Ordinal);
        Assert.Contains("Host: 127.0.0.1:4000", text, StringComparison.Ordinal);
        Assert.Contains("opened by connection 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Ack_NamesTheEventAndItsLatency()
    {
        string text = Show("10");
        Assert.Contains("latency      1.5 s", text, StringComparison.Ordinal);
        Assert.Contains("answers      9 ", text, StringComparison.Ordinal);
        Assert.Contains("attachment 0: 3 bytes, binary data", text, StringComparison.Ordinal);
        Assert.Contains("00000000  00 00 00 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_UnansweredEvent_SaysThat() =>
        Assert.Contains("answered by  nothing", Show("6"), StringComparison.Ordinal);

    [Theory]
    [InlineData("14", "socket-type")]
    [InlineData("15", "auth.token")]
    [InlineData("18", "\"Session ID unknown\"")]
    [InlineData("19", "going away")]
    [InlineData("20", "The queue was full.")]
    public void Show_RowsOfEveryKind_ShowsTheirContent(string id, string part) =>
        Assert.Contains(part, Show(id), StringComparison.Ordinal);

    [Fact]
    public void Show_Json_IsOneObject()
    {
        JsonElement row = JsonDocument.Parse(Show("9", "--json")).RootElement;
        Assert.Equal("BINARY_EVENT", row.GetProperty("type").GetString());
    }

    [Fact]
    public void Show_SaveAttachments_WritesThemOnceAndNeverOver()
    {
        string directory = _viewer.PathOf("files");
        (int code, _, string error) = _viewer.Run("show", "FILE", "9", "--save-attachments", directory);
        Assert.Equal(0, code);
        string file = Assert.Single(Directory.GetFiles(directory));
        Assert.StartsWith("9-0.", Path.GetFileName(file), StringComparison.Ordinal);
        Assert.Equal(new byte[20 * 1024], File.ReadAllBytes(file));
        Assert.Contains(file, error, StringComparison.Ordinal);
        File.WriteAllText(file, "mine");
        Assert.Equal(2, _viewer.Run("show", "FILE", "9", "--save-attachments", directory).Code);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    private string Show(params string[] args)
    {
        (int code, string output, string error) = _viewer.Run(["show", "FILE", .. args]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }
}

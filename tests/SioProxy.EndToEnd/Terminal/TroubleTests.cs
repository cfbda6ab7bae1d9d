using Microsoft.Data.Sqlite;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>Captures that cannot be shown, and those that change for the worse while they are: a sentence, and where nothing can be shown an exit code.</summary>
public sealed class TroubleTests : IDisposable
{
    private const int Page = 4096;

    private readonly TerminalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text", 2, "is not a SioProxy capture: choose another file.")]
    [InlineData("empty", 2, "is empty: nothing was recorded into it (yet).")]
    [InlineData("cut", 1, "is damaged, probably a truncated copy")]
    [InlineData("newer", 2, "was made by a newer SioProxy: update this program to open it.")]
    [InlineData("directory", 2, "is a directory: name a capture in it.")]
    [InlineData("missing", 2, "is not there (any more)")]
    public async Task ACaptureThatCannotBeShown_IsASentenceAndACode(string what, int exitCode, string sentence)
    {
        using TmuxScreen screen = new(Programs.Viewer(Make(what)), _folder.Path);
        await screen.EndsWithAsync(exitCode);
        Assert.Contains(sentence, screen.Text.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACaptureThatAnotherProgramHasLocked_IsASentenceAndACode()
    {
        string capture = _folder.Sample("v4-chat");
        await using var connection = new SqliteConnection($"Data Source={capture};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
        _ = await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path);
        await screen.EndsWithAsync(1);
        Assert.Contains("is in use by another program", screen.Text.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACaptureWithADamagedPage_IsSaidSoAndTheViewerGoesOn()
    {
        string capture = _folder.Sample("v4-chat");
        byte[] bytes = await File.ReadAllBytesAsync(capture, TestContext.Current.CancellationToken);
        using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path);
        await screen.ShowsAsync("44 rows");
        // While it is viewed: everything but the first page becomes noise, as on a bad disk.
        await using (FileStream file = new(capture, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = Page;
            file.Write([.. Enumerable.Repeat((byte)0xA5, bytes.Length - Page)]);
        }
        screen.Press("4"); // the statistics read it again, through a connection of their own
        await screen.ShowsAsync("is damaged, probably a truncated copy");
        screen.Press("?");
        await screen.ShowsAsync("Keys (Esc closes)");
        await screen.ShowsAsync("v4-chat.db (damaged)"); // the sentence has gone with the key, this stays
        screen.Press("q", "q");
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task StatisticsOfACaptureThatIsGone_SayThatTheyCannotBeCounted()
    {
        string capture = _folder.Sample("v4-chat");
        using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path);
        await screen.ShowsAsync("44 rows");
        File.Delete(capture);
        await screen.ShowsAsync("(moved or deleted)");
        screen.Press("4"); // their reader opens the file only now
        await screen.HidesAsync("counting…");
        screen.Press("j"); // the sentence of the last line makes room
        await screen.ShowsAsync(" is not there (any more)");
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACaptureThatIsMovedOrDeleted_IsSaidSoAndStaysOnTheScreen(bool isDeleted)
    {
        string capture = _folder.Sample("v4-chat");
        using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path);
        await screen.ShowsAsync("44 rows");
        if (isDeleted)
        {
            File.Delete(capture);
        }
        else
        {
            File.Move(capture, capture + ".old");
        }
        await screen.ShowsAsync("v4-chat.db was moved, replaced or deleted; what is shown is its last state.");
        screen.Press("G");
        await screen.ShowsAsync("44/44"); // the sentence has made room
        await screen.ShowsAsync("v4-chat.db (moved or deleted)");
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Fact]
    public async Task ACaptureWhoseRecordingGoesOnElsewhere_IsSaidSo()
    {
        string capture = _folder.Sample("v4-chat");
        using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path);
        await screen.ShowsAsync("user_joined"); // rows are shown: what comes now is new
        File.Copy(capture, Path.Combine(_folder.Path, "v4-chat-0002.db")); // as `sioproxy --rotate` calls it
        await screen.ShowsAsync("v4-chat.db is complete; recording goes on in v4-chat-0002.db: open that one.");
        File.Delete(capture);
        await screen.ShowsAsync("v4-chat.db was deleted by rotation");
        screen.Press("q");
        await screen.EndsWithAsync(0);
    }

    [Theory]
    [InlineData("{\n  \"keys\": { \"quit\": \"Q\",\n    \"leave\": \"q\" } }", "line 3: there is no command 'leave'")]
    [InlineData(null, "The configuration cannot be read: Could not find file")]
    public async Task AConfigurationThatIsWrong_IsASentenceAndACode(string? text, string sentence)
    {
        string settings = Path.Combine(_folder.Path, "my.json");
        if (text is not null)
        {
            await File.WriteAllTextAsync(settings, text, TestContext.Current.CancellationToken);
        }
        using TmuxScreen screen = _folder.Open(
            "v4-chat",
            environment: new Dictionary<string, string> { ["SIOVIEW_CONFIG"] = settings }
        );
        await screen.EndsWithAsync(2);
        Assert.Contains(sentence, screen.Text.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    private string Make(string what)
    {
        string path = Path.Combine(_folder.Path, what + ".db");
        switch (what)
        {
            case "text":
                File.WriteAllText(path, "hello");
                break;
            case "empty":
                File.WriteAllText(path, "");
                break;
            case "cut":
                File.WriteAllBytes(path, File.ReadAllBytes(_folder.Sample("v4-chat"))[..20_000]);
                break;
            case "newer":
                byte[] bytes = File.ReadAllBytes(_folder.Sample("v4-chat"));
                bytes[63] = 99; // PRAGMA user_version, the last byte of four
                File.WriteAllBytes(path, bytes);
                break;
            case "directory":
                _ = Directory.CreateDirectory(path);
                break;
        }
        return path;
    }
}

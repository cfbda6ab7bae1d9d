namespace SioProxy.EndToEnd.Terminal;

/// <summary>The viewer on a real terminal, used the way somebody does who looks for a cause.</summary>
public sealed class InvestigationTests : IDisposable
{
    private readonly TerminalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AChat_FromASessionToAnEventItsAckAndItsValues()
    {
        using TmuxScreen screen = _folder.Open("v4-chat");
        await screen.ShowsAsync("user_joined");
        screen.Press("2");
        await screen.ShowsAsync("3 clients, 3 sessions, 2 with something to look at");
        await screen.ShowsAsync("'report' asked f");
        screen.Press(Enumerable.Repeat("j", 7).Append("Enter")); // past the two problems: the first client's session, its packets
        await screen.ShowsAsync("1/23");
        screen.Press("f", "C-a").Type("event:report").Press("Enter");
        await screen.ShowsAsync(" 1/1");
        screen.Press("Enter");
        await screen.ShowsAsync("nothing that was recorded");
        await screen.ShowsAsync("possible: 'report' asked for an ack once");

        screen.Press("U").Together("Escape", "g");
        await screen.ShowsAsync("1/44");
        screen.Press(Enumerable.Repeat("j", 16).Append("Enter")); // the first message
        await screen.ShowsAsync("answered by 19");
        screen.Press("a");
        await screen.ShowsAsync("answers 17");
        screen.Press("BSpace");
        await screen.ShowsAsync("answered by 19");

        screen.Press("g").Press(Enumerable.Repeat("j", 8).Append("l"));
        await screen.ShowsAsync("room: \"harbour\"");
        screen.Press("j", "=");
        await screen.ShowsAsync("Filter: args[0].room=harbour");
        await screen.ShowsAsync("/11");
        screen.Press("q");
        await screen.ShowsAsync("Ended with 0.");
    }

    [Fact]
    public async Task AnUpload_ItsAttachmentIsSaved()
    {
        using TmuxScreen screen = _folder.Open("v3-upload");
        await screen.ShowsAsync("upload:piece");
        screen.Type("f").Type("is:binary type:binary_event from:client").Press("Enter");
        await screen.ShowsAsync("1/6");
        screen.Press("g", "Enter");
        await screen.ShowsAsync("attachment 0");
        screen.Press("s");
        await screen.ShowsAsync("to the directory:");
        screen.Press("BSpace").Type("saved").Press("Enter");
        await screen.ShowsAsync("Wrote saved/");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "saved")));
        screen.Press("q");
        await screen.ShowsAsync("Ended with 0.");
    }
}

using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Replaying;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>A recorded chat replayed from the terminal program against a build that differs, until the difference is accepted.</summary>
public sealed class ReplayDialogTests
{
    [Fact]
    public async Task Replay_AgainstAChangedBuild_IsOpenedAcceptedAndThenTheSame()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(2));
        await using RecordedChat chat = await RecordedChat.MakeAsync(4, timeout.Token);
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, "field", timeout.Token);
        await using (server)
        {
            string directory = Path.GetDirectoryName(chat.Capture)!;
            File.Copy(RecordedChat.Rules, chat.Capture + ".rules.json");
            using var screen = new TmuxScreen(Programs.Viewer(chat.Capture), directory);
            await screen.ShowsAsync("welcome");
            screen.Press("R");
            await screen.ShowsAsync("Replay (Enter plays");
            screen.Type(url).Press("Up", "Space"); // from the server's field to what is played: all that the filter shows
            await screen.ShowsAsync("the sessions that the filter shows");
            screen.Press("Enter");
            await screen.ShowsAsync("password");
            await screen.ShowsAsync("taken out of");
            screen.Type("mast and sail").Press("Enter");
            await screen.ShowsAsync("Different: ");
            Assert.Contains("args[0].text", screen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("mast and sail", screen.Text, StringComparison.Ordinal);

            screen.Press("Enter");
            await screen.ShowsAsync("Recorded and live");
            screen.Press("q");
            while (!screen.Text.Contains("Same: all ", StringComparison.Ordinal))
            {
                screen.Press("a");
                await screen.ShowsAsync("because:");
                screen.Press("Enter");
                await screen.ShowsAsync("Accepted in ");
            }
            screen.Press("r");
            await screen.ShowsAsync("Same: all ");
            Assert.Contains(
                "@",
                await File.ReadAllTextAsync(chat.Capture + ".rules.json", timeout.Token),
                StringComparison.Ordinal
            );
            screen.Press("q");
            await screen.ShowsAsync("Ended with 0.");
        }
    }
}

using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd.Terminal;

/// <summary>
/// What a stranger comes with, from the capture (<c>node/stories.js</c>) to the cause on the smallest screen that counts: no key is
/// pressed but those that the screen names.
/// </summary>
public sealed class StoryTests : IDisposable
{
    private readonly TerminalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // "My client reconnects every minute."
    [Fact]
    public Task Reconnects_AreLedBackToATimeoutInBetween() =>
        TellAsync(
            "reconnects",
            async screen =>
            {
                await screen.ShowsAsync("Cut off without a close frame after 5.");
                await screen.ShowsAsync("sessions were.");
                await screen.ShowsAsync("(nginx: proxy_read_timeout), or");
                await screen.ShowsAsync("3 sessions, 2 reconnects");
                screen.Press("Enter"); // "its packets"
                await screen.ShowsAsync("15 found");
                await screen.ShowsAsync("close");
                screen.Press("Enter"); // "details", of the row that shows it
                await screen.ShowsAsync("likely: Cut off without a close frame");
                await screen.ShowsAsync("by: server, fin");
            }
        );

    // "I get this event twice."
    [Fact]
    public Task AnEventThatComesTwice_IsLedBackToItsListener() =>
        TellAsync(
            "twice",
            async screen =>
            {
                await screen.ShowsAsync("The client answers each 'order' with 3 times 'cooked' at once");
                await screen.ShowsAsync("is registered within the handler of 'connect'");
                screen.Press("Enter");
                await screen.WaitForAsync(
                    () =>
                        screen
                            .Text.Split('\n')
                            .Where(line => line.Contains("cooked  ", StringComparison.Ordinal))
                            .GroupBy(line => line.Split("[{")[^1].Split("}]")[0])
                            .Any(group => group.Count() == 3),
                    "the same three times"
                );
                Assert.DoesNotContain("message ", screen.Text, StringComparison.Ordinal);
            }
        );

    // "My ack never comes."
    [Fact]
    public Task AnAckThatNeverComes_IsLedBackToTheArgumentsThatLackIt() =>
        TellAsync(
            "ack",
            async screen =>
            {
                await screen.ShowsAsync("'save' asked for an ack 9 times and got it 6 times");
                await screen.ShowsAsync("The server's handler does not call its callback");
                screen.Press("Enter");
                await screen.ShowsAsync("3 found");
                await screen.ShowsAsync("[{\"number\":3}]");
                await screen.ShowsAsync("[{\"number\":6}]");
                await screen.ShowsAsync("[{\"number\":9}]");
                screen.Press("Enter");
                await screen.ShowsAsync("answered by: nothing that was recorded");
            }
        );

    private Task TellAsync(string story, Func<TmuxScreen, Task> find) =>
        StagedCase.RecordAsync(
            "stories.js",
            story,
            async capture =>
            {
                using TmuxScreen screen = new(Programs.Viewer(capture), _folder.Path, 80, 24);
                await screen.ShowsAsync("! 1 problem");
                screen.Press("!");
                await find(screen);
                screen.Press("q");
                await screen.EndsWithAsync(0);
            }
        );
}

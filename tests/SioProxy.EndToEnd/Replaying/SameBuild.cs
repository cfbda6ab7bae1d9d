using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>
/// Replays a recorded chat against the build that it was recorded with: the same, three times in a row, at either pace. A
/// version has a class of its own for its tests, as classes run side by side.
/// </summary>
internal static class SameBuild
{
    public static async Task CheckAsync(int version)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(180));
        await using RecordedChat chat = await RecordedChat.MakeAsync(version, timeout.Token);
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(version, "", timeout.Token);
        await using (server)
        {
            foreach (string pace in (string[])["asap", "asap", "asap", "recorded", "recorded", "recorded"])
            {
                ProgramResult result = await chat.ReplayAsync(url, "--pace", pace);
                Assert.True(result.ExitCode == 0, $"{pace}: {result.Output}{result.Errors}");
                Assert.StartsWith("Same: all ", result.Output, StringComparison.Ordinal);
            }
        }
    }
}

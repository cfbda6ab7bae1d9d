namespace SioProxy.EndToEnd.Replaying;

public sealed class Version4ReplayTests
{
    [Fact]
    public Task Replay_AgainstTheSameBuild_IsTheSameEachTime() => SameBuild.CheckAsync(4);
}

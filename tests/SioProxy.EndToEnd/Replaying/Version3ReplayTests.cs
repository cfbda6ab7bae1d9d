namespace SioProxy.EndToEnd.Replaying;

public sealed class Version3ReplayTests
{
    [Fact]
    public Task Replay_AgainstTheSameBuild_IsTheSameEachTime() => SameBuild.CheckAsync(3);
}

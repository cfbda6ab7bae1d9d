namespace SioProxy.EndToEnd.Replaying;

public sealed class Version2ReplayTests
{
    [Fact]
    public Task Replay_AgainstTheSameBuild_IsTheSameEachTime() => SameBuild.CheckAsync(2);
}

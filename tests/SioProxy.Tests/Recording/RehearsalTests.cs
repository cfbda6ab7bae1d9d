using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Tests.Recording;

public sealed class RehearsalTests
{
    [Fact]
    public void Play_UntilItIsOver_LeavesNothingBehind()
    {
        var redactor = new Redactor(RedactionRules.Default, new byte[32]);
        var rehearsal = new Rehearsal(new TrackerOptions { Redactor = redactor, FirstSessionKey = 7 });
        int times = 0;
        while (!rehearsal.IsOver)
        {
            rehearsal.Play();
            times++;
        }
        Assert.InRange(times, 2, 20);
    }
}

using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Tests.Replay.Playing;

public sealed class SuppliedPlacesTests
{
    private const string Mark = "[redacted:0123abcd]";

    [Fact]
    public void In_ACookieThatAClientCameWith_HasToBeSupplied()
    {
        SuppliedPlace place = Assert.Single(SuppliedPlaces.In(WithCookies(Mark, "[redacted:99999999]")));
        Assert.Equal((Mark, "cookie"), (place.Mark, place.Name));
    }

    [Fact]
    public void In_ACookieOfALaterSession_MayBeTheServers() => Assert.Empty(SuppliedPlaces.In(WithCookies(null, Mark)));

    private static ReplayPlan WithCookies(string? first, string? second)
    {
        ReplayPlan plan = new Script().Session(sid: "a").Say("C 40").End().Session(sid: "b").Say("C 40").End().Plan();
        ReplayClient client = Assert.Single(plan.Clients);
        return plan with
        {
            Clients =
            [
                client with
                {
                    Sessions =
                    [
                        client.Sessions[0] with
                        {
                            Cookie = first,
                        },
                        client.Sessions[1] with
                        {
                            Cookie = second,
                        },
                    ],
                },
            ],
        };
    }
}

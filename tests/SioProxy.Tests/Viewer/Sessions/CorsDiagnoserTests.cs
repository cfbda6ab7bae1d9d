using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>What a browser does when the answer's headers do not let the page have it (seen with Chromium and Socket.IO 4).</summary>
public sealed class CorsDiagnoserTests
{
    private const string Origin = "http://localhost:3000";

    [Fact]
    public void Handshake_WithoutAllowOriginAndNeverUsed_IsCors()
    {
        var wire = new WireScript();
        Handshake(wire, "S1", [], []).Wait(2 * Second);
        Handshake(wire, "S2", [], []).Wait(4 * Second);
        Handshake(wire, "S3", [], []);
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        Diagnosis found = AssertOnly(
            sessions[0],
            DiagnosisCode.Cors,
            Confidence.Likely,
            "never used it: the answer has no Access-Control-Allow-Origin"
        );
        Assert.StartsWith("S1 poll4 < open", RowOf(found, wire), StringComparison.Ordinal);
        Assert.Empty(sessions[2].Diagnoses); // it may still go on
    }

    [Fact]
    public void Handshake_AllowingAnotherOrigin_IsCors()
    {
        var wire = new WireScript();
        Handshake(wire, "S1", [], [("Access-Control-Allow-Origin", "https://shop.example")])
            .Wait(6 * Second)
            .Get("/x", "");
        Handshake(wire, "S2", [], []);
        AssertOnly(
            Overview(wire).Sessions.First(),
            DiagnosisCode.Cors,
            Confidence.Likely,
            "the answer allows https://shop.example only"
        );
    }

    [Theory]
    [InlineData("Cookie", "a=b", "*", null, "likely", "any origin (*)")]
    [InlineData("X-Other", "1", "*", null, "possible", "any origin (*)")]
    [InlineData("Cookie", "a=b", Origin, null, "likely", "lacks Access-Control-Allow-Credentials")]
    public void Handshake_AllowedWithoutCredentials_IsSaidWithCare(
        string header,
        string value,
        string allowed,
        string? credentials,
        string confidence,
        string finding
    )
    {
        var wire = new WireScript();
        List<(string, string)> answer = [("Access-Control-Allow-Origin", allowed)];
        if (credentials is not null)
        {
            answer.Add(("Access-Control-Allow-Credentials", credentials));
        }
        Handshake(wire, "S1", [(header, value)], [.. answer]).Wait(6 * Second);
        Handshake(wire, "S2", [], []);
        Diagnosis found = Assert.Single(Overview(wire).Sessions.First().Diagnoses);
        Assert.Equal((DiagnosisCode.CorsCredentials, confidence), (found.Code, found.ConfidenceWord));
        Assert.Contains(finding, found.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("used")]
    [InlineData("allowed")]
    [InlineData("no page")]
    [InlineData("same site")]
    public void Handshake_ThatIsFine_IsNotBlamed(string why)
    {
        var wire = new WireScript();
        long id = wire.Request(
            "GET",
            Polling4,
            WireScript.Headers(
                ("Host", why is "same site" ? "localhost:3000" : "localhost:4000"),
                (why is "no page" ? "X-Origin" : "Origin", Origin)
            )
        );
        wire.Response(
                id,
                200,
                why is "allowed"
                    ? WireScript.Headers(
                        ("Access-Control-Allow-Origin", Origin),
                        ("Access-Control-Allow-Credentials", "true")
                    )
                    : []
            )
            .Bytes(id, Direction.ServerToClient, WireScript.Utf8(Open("S1")))
            .BodyEnd(id, Direction.ServerToClient)
            .End(id);
        if (why is "used")
        {
            wire.Post(Polling4 + "&sid=S1", "40");
        }
        wire.Wait(10 * Second);
        Handshake(wire, "S2", [], []);
        Assert.Empty(Overview(wire).Sessions.First().Diagnoses);
    }

    [Fact]
    public void Preflight_ThatDoesNotAllowAHeader_SaysWhich()
    {
        var wire = new WireScript();
        for (int i = 0; i < 2; i++)
        {
            Preflight(
                wire,
                "x-token, content-type",
                ("Access-Control-Allow-Origin", Origin),
                ("Access-Control-Allow-Headers", "Content-Type")
            );
        }
        AssertIs(
            Assert.Single(Overview(wire).Findings),
            DiagnosisCode.CorsHeaders,
            Confidence.Certain,
            $"A page of {Origin} wants to send x-token, which the answer to its OPTIONS does not allow (2 times"
        );
    }

    [Fact]
    public void Preflight_ThatAllowsNoOrigin_IsCors()
    {
        var wire = new WireScript();
        Preflight(wire, "x-token");
        AssertIs(
            Assert.Single(Overview(wire).Findings),
            DiagnosisCode.Cors,
            Confidence.Certain,
            "does not allow that origin (1 times"
        );
    }

    [Fact]
    public void Preflight_ThatAllowsAll_SaysNothing()
    {
        var wire = new WireScript();
        Preflight(wire, "X-Token", ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "x-token"));
        Preflight(wire, "X-Token", ("Access-Control-Allow-Origin", Origin), ("Access-Control-Allow-Headers", "*"));
        Assert.Empty(Overview(wire).Findings);
    }

    // A balancer pins by a cookie that the client does not send back.
    [Theory, InlineData("io=S1; Path=/", " io"), InlineData("[redacted:01234567]", "")]
    public void CookieThatDoesNotComeBack_IsToBlame(string cookie, string name)
    {
        var wire = new WireScript();
        Handshake(wire, "S1", [], [("Set-Cookie", cookie), ("Access-Control-Allow-Origin", "*")]);
        wire.Post(Polling4 + "&sid=S1", "40", 400, """{"code":1,"message":"Session ID unknown"}""");
        Diagnosis found = AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.CookieNotReturned,
            Confidence.Likely,
            $"set a cookie{name}, and"
        );
        Assert.StartsWith("http S1 POST", RowOf(found, wire), StringComparison.Ordinal);
    }

    [Fact]
    public void CookieThatComesBack_IsNotToBlame()
    {
        var wire = new WireScript();
        Handshake(wire, "S1", [], [("Set-Cookie", "io=S1")]);
        long id = wire.Request("GET", Polling4 + "&sid=S1", WireScript.Headers(("Cookie", "io=S1")));
        wire.Answer(id, WireScript.Utf8("""{"code":1,"message":"Session ID unknown"}"""), 400, "application/json");
        AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.ForgottenSession,
            Confidence.Possible,
            "does not know it"
        );
    }

    private static WireScript Handshake(
        WireScript wire,
        string sid,
        (string, string)[] request,
        (string, string)[] response
    )
    {
        long id = wire.Request(
            "GET",
            Polling4,
            WireScript.Headers([("Host", "localhost:4000"), ("Origin", Origin), .. request])
        );
        return wire.Response(id, 200, WireScript.Headers(response))
            .Bytes(id, Direction.ServerToClient, WireScript.Utf8(Open(sid)))
            .BodyEnd(id, Direction.ServerToClient)
            .End(id);
    }

    private static void Preflight(WireScript wire, string headers, params (string, string)[] response)
    {
        long id = wire.Request(
            "OPTIONS",
            Polling4,
            WireScript.Headers(
                ("Origin", Origin),
                ("Access-Control-Request-Method", "GET"),
                ("Access-Control-Request-Headers", headers)
            )
        );
        wire.Response(id, 204, WireScript.Headers(response)).BodyEnd(id, Direction.ServerToClient).End(id);
    }
}

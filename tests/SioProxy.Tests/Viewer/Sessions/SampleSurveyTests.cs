using SioProxy.Viewer.Sessions;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>The survey of the sample captures: real servers, real clients.</summary>
public sealed class SampleSurveyTests
{
    [Fact]
    public void Refused_EveryRefusalIsExplained()
    {
        SessionOverview overview = Surveyed.Sample("refused");
        Assert.Equal(
            [
                "transport-refused certain 1 row",
                "foreign-session certain 2 row",
                "bad-handshake certain 4 row",
                "upgrade-lost likely 5 row",
                "forbidden certain 6 row",
                "version-refused certain 7 row",
                "forbidden likely 8 row",
                "version-refused certain 9 row",
            ],
            overview.Refusals.Select(group =>
                $"{group.Diagnosis?.Code} {group.Diagnosis?.ConfidenceWord} {group.Diagnosis?.Row} row"
            )
        );
        Assert.Contains(
            "wrote \"Unsupported protocol version\" into it",
            overview.Refusals[^1].Diagnosis!.Finding,
            StringComparison.Ordinal
        );
        SessionReport session = Assert.Single(overview.Sessions);
        Assert.Equal("client called disconnect()", session.End);
        Assert.Equal(
            ["unknown-namespace 17", "connect-refused 20"],
            session.Diagnoses.Select(diagnosis => $"{diagnosis.Code} {diagnosis.Row}")
        );
        Assert.Equal(
            ["/ left", "/nowhere refused: Invalid namespace", "/admin refused: jwt expired"],
            session.Namespaces.Select(space => $"{space.Name} {space.State}")
        );
    }

    [Fact]
    public void Recovery_TheReconnectIsOnTheSameChain()
    {
        ClientReport client = Assert.Single(Surveyed.Sample("v4-recovery").Clients);
        Assert.Equal(1, client.Reconnects);
        Assert.Equal("polling, then websocket", client.Sessions[0].Transports);
    }

    [Theory]
    [InlineData("v2-chat", "Who are you?")]
    [InlineData("v4-chat", "Who are you?")]
    public void Chat_WhatIsWrongIsFound(string sample, string refused)
    {
        SessionOverview overview = Surveyed.Sample(sample);
        List<SessionReport> sessions = [.. overview.Sessions];
        Assert.Equal(3, sessions.Count);
        Diagnosis report = Assert.Single(sessions[0].Diagnoses);
        Assert.Equal((DiagnosisCode.Unanswered, Confidence.Possible), (report.Code, report.Confidence));
        Assert.Contains("'report' asked for an ack once and never got it", report.Finding, StringComparison.Ordinal);
        Assert.Contains(refused, Assert.Single(sessions[2].Diagnoses).Finding, StringComparison.Ordinal);
        Assert.Empty(sessions[1].Diagnoses);
        Assert.Empty(overview.Refusals);
    }
}

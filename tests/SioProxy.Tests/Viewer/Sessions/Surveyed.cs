using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Sessions;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>What passed on a wire, recorded into a capture and surveyed as the viewer does it.</summary>
internal static class Surveyed
{
    public const string Polling4 = "/socket.io/?EIO=4&transport=polling";
    public const string WebSocket4 = "/socket.io/?EIO=4&transport=websocket";
    public const string WebSocket3 = "/socket.io/?EIO=3&transport=websocket";
    public const long Second = 1_000_000;

    public static string Open(string sid, int pingInterval = 25_000, string upgrades = "[]") =>
        $$"""0{"sid":"{{sid}}","upgrades":{{upgrades}},"pingInterval":{{pingInterval}},"pingTimeout":20000,"maxPayload":1000000}""";

    public static SessionOverview Overview(WireScript wire, Action<SessionTracker>? then = null)
    {
        string path = Path.Combine(Path.GetTempPath(), $"sioview-survey-{Guid.NewGuid():N}.db");
        try
        {
            Record(path, wire, then);
            using CaptureReader reader = CaptureFile.OpenReader(path);
            return SurveyReader.Read(reader, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
        }
    }

    public static void Record(string path, WireScript wire, Action<SessionTracker>? then = null)
    {
        List<CaptureEntry> entries = wire.Play(then: then);
        new EntryIds(1).Assign(entries);
        using CaptureWriter writer = CaptureFile.Create(path);
        writer.Append(entries);
    }

    /// <summary>The one diagnosis of a session, which has this code.</summary>
    public static Diagnosis AssertOnly(SessionReport session, string code, Confidence confidence, string finding)
    {
        Assert.True(session.Diagnoses.Count == 1, string.Join('\n', session.Diagnoses));
        return AssertIs(session.Diagnoses[0], code, confidence, finding);
    }

    public static Diagnosis AssertIs(Diagnosis found, string code, Confidence confidence, string finding)
    {
        Assert.Equal((code, confidence), (found.Code, found.Confidence));
        Assert.Contains(finding, found.Finding, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        return found;
    }

    /// <summary>The row that a diagnosis is shown by, as <see cref="WireScript.Line(CapturedRow)"/> writes it.</summary>
    public static string RowOf(Diagnosis diagnosis, WireScript wire) =>
        WireScript.Line(WireScript.Unpacked(wire.Play()).ElementAt((int)diagnosis.Row!.Value - 1));

    /// <summary>A capture of <c>recordings/samples</c>.</summary>
    public static SessionOverview Sample(string name)
    {
        using var directory = new CaptureDirectory();
        using CaptureReader reader = CaptureFile.OpenReader(directory.Sample(name));
        return SurveyReader.Read(reader, TestContext.Current.CancellationToken);
    }
}

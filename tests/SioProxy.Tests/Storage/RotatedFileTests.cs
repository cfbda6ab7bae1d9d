using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

public sealed class RotatedFileTests
{
    [Theory]
    [InlineData("live.db", "live-0002.db")]
    [InlineData("live-0002.db", "live-0003.db")]
    [InlineData("live-9999.db", "live-10000.db")]
    [InlineData("live-10000.db", "live-10001.db")]
    [InlineData("2026-11-25.db", "2026-11-25-0002.db")]
    [InlineData("live-0001.db", "live-0001-0002.db")] // the first one has no number
    [InlineData("-0002.db", "-0002-0002.db")]
    [InlineData("live-2147483647.db", "live-2147483647-0002.db")]
    [InlineData("live-00002.db", "live-00002-0002.db")] // no recorder writes it so
    [InlineData("noextension", "noextension-0002")]
    public void NextOf_AFile_IsWhatTheRecorderCallsTheNext(string path, string next)
    {
        Assert.Equal(next, RotatedFile.NextOf(path));
        Assert.Equal(Path.Combine("a-0007", next), RotatedFile.NextOf(Path.Combine("a-0007", path)));
    }

    [Fact]
    public void Find_AmongOthers_TakesThoseOfTheRotationsNames()
    {
        using var directory = new CaptureDirectory();
        string[] names =
        [
            "r.db",
            "r-0002.db",
            "r-10000.db",
            "r-00003.db",
            "r-0001.db",
            "r-2.db",
            "r-x.db",
            "s-0004.db",
        ];
        foreach (string name in names)
        {
            File.WriteAllText(directory.File(name), "");
        }
        Assert.Equal(
            [(directory.File("r-10000.db"), 10000), (directory.File("r-0002.db"), 2), (directory.File("r.db"), 1)],
            RotatedFile.Find(directory.File("r.db"))
        );
    }
}

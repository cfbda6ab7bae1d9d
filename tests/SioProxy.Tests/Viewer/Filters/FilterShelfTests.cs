using SioProxy.Viewer.Filters;

namespace SioProxy.Tests.Viewer.Filters;

/// <summary>Filters kept between runs.</summary>
public sealed class FilterShelfTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sioview-shelf-");

    private string Config => Path.Combine(_directory.FullName, "sioproxy");

    private string File => Path.Combine(Config, FilterShelf.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Remember_TheLatestComesFirst_EachOnce()
    {
        var shelf = new FilterShelf(Config);
        Assert.Null(shelf.Remember("event:a"));
        Assert.Null(shelf.Remember("event:b"));
        Assert.Null(shelf.Remember(" event:a "));
        Assert.Null(shelf.Remember("  "));
        Assert.Null(shelf.Remember("event:"));
        Assert.Equal(["event:a", "event:b"], shelf.History);
        Assert.Equal(["event:a", "event:b"], new FilterShelf(Config).History);
        for (int i = 0; i < 300; i++)
        {
            _ = shelf.Remember($"id={i}");
        }
        Assert.Equal(200, new FilterShelf(Config).History.Count);
        Assert.Equal("id=299", new FilterShelf(Config).History[0]);
    }

    [Fact]
    public void Save_ByName_ReplacesAndDeletes()
    {
        var shelf = new FilterShelf(Config);
        Assert.Null(shelf.Save("slow ones", "is:slow"));
        Assert.Null(shelf.Save("faults", "is:fault"));
        Assert.Null(shelf.Save("Slow ones", "latency>2s"));
        Assert.Equal(
            [new SavedFilter("faults", "is:fault"), new SavedFilter("Slow ones", "latency>2s")],
            new FilterShelf(Config).Saved
        );
        Assert.NotNull(shelf.Save(" ", "x"));
        Assert.Null(shelf.Delete("FAULTS"));
        Assert.Single(new FilterShelf(Config).Saved);
    }

    [Fact]
    public void TwoViewers_KeepEachOthersFilters()
    {
        var one = new FilterShelf(Config);
        var other = new FilterShelf(Config);
        _ = one.Remember("event:a");
        _ = other.Remember("event:b");
        Assert.Equal(["event:b", "event:a"], other.History);
    }

    [Fact]
    public void TheFile_IsForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }
        _ = new FilterShelf(Config).Remember("args[0].user=ada");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            System.IO.File.GetUnixFileMode(Config)
        );
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("{\"history\":[1,\"event:a\"],\"saved\":[{\"name\":1},{\"name\":\"n\",\"filter\":\"x\"},3]}")]
    [InlineData("")]
    public void ABrokenFile_CostsTheMemoryOnly(string content)
    {
        _ = Directory.CreateDirectory(Config);
        System.IO.File.WriteAllText(File, content);
        var shelf = new FilterShelf(Config);
        Assert.Null(shelf.Remember("event:b"));
        Assert.Equal("event:b", new FilterShelf(Config).History[0]);
    }

    [Fact]
    public void ADirectoryThatCannotBeWritten_IsSaidAndTheFilterStillKnown()
    {
        System.IO.File.WriteAllText(Config, "a file where the directory should be");
        var shelf = new FilterShelf(Config);
        Assert.Contains("not kept", shelf.Remember("event:a"), StringComparison.Ordinal);
        Assert.Equal(["event:a"], shelf.History);
        Assert.Null(new FilterShelf(null).Remember("event:a"));
    }
}

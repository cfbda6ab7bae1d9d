namespace SioProxy.EndToEnd;

/// <summary>The two programs as built beside these tests.</summary>
public sealed class ProgramsTests
{
    [Theory]
    [InlineData("sioproxy.dll")]
    [InlineData("sioview.dll")]
    public void Program_OfThisBuild_LiesBesideTheTests(string assembly) =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, assembly)));
}

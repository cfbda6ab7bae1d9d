using SioProxy.Benchmarks.Soak;

namespace SioProxy.EndToEnd;

/// <summary>The cases of the soak command, as short as they make sense.</summary>
public sealed class SoakTests
{
    public static TheoryData<string> Cases => [.. SoakCases.All.Select(soak => soak.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Soak_Short_FindsNothing(string name)
    {
        SoakCase soak = SoakCases.All.Single(c => c.Name == name);
        var run = new SoakRun(time: null, TestContext.Current.CancellationToken);
        try
        {
            await soak.RunAsync(run);
        }
        catch (SoakSkippedException e)
        {
            Assert.Skip(e.Message);
        }
        foreach ((string figure, string value) in run.Figures)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{figure}: {value}");
        }
        Assert.True(run.Problems.Count == 0, $"{soak.About}\n{string.Join('\n', run.Problems)}");
    }
}

namespace SioProxy.EndToEnd.Harness;

public sealed class NodeModulesTests
{
    [Theory]
    [InlineData("server2", "2.5.1")]
    [InlineData("server3", "3.1.2")]
    [InlineData("server4", "4.8.4")]
    [InlineData("client2", "2.5.0")]
    [InlineData("client3", "3.1.3")]
    [InlineData("client4", "4.8.4")]
    public async Task Ensure_FromTheLockFile_InstallsTheVersionsThatTheTestsName(string package, string version)
    {
        await NodeModules.EnsureAsync();
        string manifest = await File.ReadAllTextAsync(
            Path.Combine(NodeModules.Folder, "node_modules", package, "package.json"),
            TestContext.Current.CancellationToken
        );
        Assert.Contains($"\"version\": \"{version}\"", manifest, StringComparison.Ordinal);
    }
}

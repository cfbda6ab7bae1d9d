using System.Text;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>What the default redaction promises: secrets never reach the disk.</summary>
public sealed class SecretsTests(Theatre theatre)
{
    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    [InlineData("upgrade")]
    public async Task Capture_OfASessionWithSecrets_HoldsNoneOfThem(string transport)
    {
        NodeHarness harness = await theatre.HarnessAsync();
        string id = $"secrets-{transport}";
        int port = await harness.ServeAsync(new JsonObject { ["id"] = id, ["sio"] = 4 });
        await using RunningProxy proxy = await RunningProxy.StartAsync([$"http://127.0.0.1:{port}"], "--quiet");
        JsonObject request = new()
        {
            ["server"] = id,
            ["url"] = proxy.Url,
            ["scenario"] = "secrets",
            ["client"] = 4,
            ["transport"] = transport,
        };
        JsonObject played = await harness.PlayAsync(request);
        Assert.Contains("s3cret-argument", played.ToJsonString(), StringComparison.Ordinal); // it did pass
        await proxy.StopAsync();
        await harness.CloseAsync(id);

        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(proxy.Capture)!))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain("s3cret", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        }
        Export recording = await Export.ReadAsync(proxy.Capture); // payload blocks are compressed in the file
        string exported = string.Join('\n', recording.Rows.Select(row => row.GetRawText()));
        Assert.DoesNotContain("s3cret", exported, StringComparison.Ordinal);
        Assert.Contains("[redacted:", exported, StringComparison.Ordinal);
        Assert.Contains("\"kept\"", exported, StringComparison.Ordinal);
    }
}

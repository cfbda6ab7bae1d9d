using System.Text.Json;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd;

/// <summary>What a newcomer runs first.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_ByItself_ShowsWhatItCapturesAndLeavesACaptureOfEveryVersion()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("sioproxy-demo-");
        try
        {
            string capture = Path.Combine(directory.FullName, "demo.db");

            ProgramResult demo = await Programs.RunAsync(Programs.Proxy("demo", "--output", capture));
            ProgramResult export = await Programs.RunAsync(Programs.Viewer("export", capture));

            Assert.True(demo.ExitCode == 0, demo.Errors);
            Assert.Contains("chat_message", demo.Output, StringComparison.Ordinal);
            JsonElement[] rows =
            [
                .. export
                    .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonDocument.Parse(line).RootElement),
            ];
            JsonElement[] packets = [.. rows.Where(row => Text(row, "kind") == "packet")];
            Assert.Equal([3, 4], packets.Select(p => p.GetProperty("eio").GetInt32()).Distinct().Order());
            Assert.Equal(["polling", "websocket"], packets.Select(p => Text(p, "transport")).Distinct().Order());
            Assert.Contains(packets, p => Text(p, "type") == "BINARY_EVENT");
            Assert.Contains(packets, p => Text(p, "type") == "CONNECT_ERROR");
            Assert.Contains(packets, p => p.GetProperty("ackOf").ValueKind == JsonValueKind.Number);
            Assert.Contains(packets, p => Text(p, "recoveryOffset") is not null);
            Assert.DoesNotContain(rows, row => Text(row, "kind") == "gap");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string? Text(JsonElement row, string member) => row.GetProperty(member).GetString();
}

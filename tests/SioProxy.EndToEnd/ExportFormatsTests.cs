using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>One recording of real traffic in every format, by the program that users run.</summary>
public sealed class ExportFormatsTests(Theatre theatre)
{
    private static readonly string[] OfEntries = ["startedDateTime", "time", "request", "response", "cache", "timings"];

    [Fact]
    public async Task Export_InEveryFormat_HoldsTheSamePackets()
    {
        await using RunningProxy proxy = await RecordAsync("formats");
        Export rows = await Export.ReadAsync(proxy.Capture);
        JsonElement[] packets = [.. rows.Rows.Where(row => row.Is("kind", "packet"))];
        Assert.Contains(packets, row => row.Is("type", "BINARY_EVENT") && row.Is("transport", "websocket"));

        CheckHar(await WriteAsync(proxy.Capture, "har"), packets);
        string csv = await File.ReadAllTextAsync(
            await WriteAsync(proxy.Capture, "csv"),
            TestContext.Current.CancellationToken
        );
        Assert.All(
            packets.Where(row => row.Is("type", "EVENT")),
            row =>
                Assert.Contains(
                    row.GetProperty("raw").GetString()!.Replace("\"", "\"\"", StringComparison.Ordinal),
                    csv,
                    StringComparison.Ordinal
                )
        );
        CheckDatabase(await WriteAsync(proxy.Capture, "sqlite"), packets);
    }

    [Fact]
    public async Task ListFollow_InterruptedAsByATerminal_EndsWell()
    {
        await using RunningProxy proxy = await RecordAsync("interrupted");
        using Process list = Process.Start(Programs.Viewer("list", proxy.Capture, "--follow"))!;
        Assert.NotNull(await list.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await Programs.SignalAsync(list.Id);
        await list.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await list.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            (0, ""),
            (list.ExitCode, await list.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken))
        );
    }

    private static void CheckHar(string path, JsonElement[] packets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement log = document.RootElement.GetProperty("log");
        Assert.Equal("1.2", log.GetProperty("version").GetString());
        JsonElement[] entries = [.. log.GetProperty("entries").EnumerateArray()];
        foreach (JsonElement entry in entries)
        {
            Assert.All(OfEntries, name => Assert.True(entry.TryGetProperty(name, out _), name));
            Assert.True(entry.GetProperty("startedDateTime").TryGetDateTimeOffset(out _));
            decimal[] timings =
            [
                .. entry.GetProperty("timings").EnumerateObject().Select(timing => timing.Value.GetDecimal()),
            ];
            Assert.All(timings, timing => Assert.True(timing >= 0));
            Assert.Equal(entry.GetProperty("time").GetDecimal(), timings.Sum());
        }
        JsonElement[] messages =
        [
            .. entries
                .Where(entry => entry.TryGetProperty("_webSocketMessages", out _))
                .SelectMany(entry => entry.GetProperty("_webSocketMessages").EnumerateArray()),
        ];
        Assert.Equal(
            packets
                .Where(row => row.Is("transport", "websocket"))
                .Sum(row => 1 + row.GetProperty("attachments").GetArrayLength()),
            messages.Length
        );
        Assert.All(messages, message => Assert.Contains(message.Text("type"), (string[])["send", "receive"]));
        Assert.All(
            messages.Where(message => message.GetProperty("opcode").GetInt32() == 2),
            message => Assert.True(message.GetProperty("data").TryGetBytesFromBase64(out _))
        );
        string bodies = string.Join(
            '\n',
            entries.Select(entry =>
                entry.GetProperty("response").GetProperty("content").GetProperty("text").GetString()
                + (
                    entry.GetProperty("request").TryGetProperty("postData", out JsonElement post)
                        ? post.GetProperty("text").GetString()
                        : ""
                )
            )
        );
        Assert.All(
            packets.Where(row => row.Is("transport", "polling")),
            row => Assert.Contains(row.GetProperty("raw").GetString()!, bodies, StringComparison.Ordinal)
        );
    }

    private static void CheckDatabase(string path, JsonElement[] packets)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, raw, event, (SELECT count(*) FROM attachment WHERE packet = id) FROM packet";
        using SqliteDataReader reader = command.ExecuteReader();
        var found = new List<(long, string, string?, int)>();
        while (reader.Read())
        {
            found.Add((reader.GetInt64(0), reader.GetString(1), reader[2] as string, reader.GetInt32(3)));
        }
        Assert.Equal(
            packets.Select(row =>
                (
                    row.GetProperty("id").GetInt64(),
                    row.GetProperty("raw").GetString()!,
                    row.GetProperty("event").GetString(),
                    row.GetProperty("attachments").GetArrayLength()
                )
            ),
            found
        );
    }

    private static async Task<string> WriteAsync(string capture, string format)
    {
        string path = $"{capture}.{format}";
        ProgramResult result = await Programs.RunAsync(
            Programs.Viewer("export", capture, "--format", format, "--output", path)
        );
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));
        return path;
    }

    private async Task<RunningProxy> RecordAsync(string id)
    {
        NodeHarness harness = await theatre.HarnessAsync();
        int port = await harness.ServeAsync(new JsonObject { ["id"] = id, ["sio"] = 4 });
        RunningProxy proxy = await RunningProxy.StartAsync([$"http://127.0.0.1:{port}"], "--quiet");
        foreach ((string scenario, string transport) in new[] { ("echo", "polling"), ("binary", "upgrade") })
        {
            await harness.PlayAsync(
                new JsonObject
                {
                    ["server"] = id,
                    ["url"] = proxy.Url,
                    ["scenario"] = scenario,
                    ["client"] = 4,
                    ["transport"] = transport,
                }
            );
        }
        await proxy.StopAsync();
        await harness.CloseAsync(id);
        return proxy;
    }
}

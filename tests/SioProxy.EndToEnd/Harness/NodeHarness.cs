using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SioProxy.EndToEnd.Harness;

/// <summary>One Node.js process that hosts every server and client of the run (`node/harness.js`).</summary>
internal sealed class NodeHarness : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _pending = new();
    private int _lastId;

    private NodeHarness(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public static async Task<NodeHarness> StartAsync()
    {
        await NodeModules.EnsureAsync();
        ProcessStartInfo start = new("node", ["harness.js"])
        {
            WorkingDirectory = NodeModules.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new NodeHarness(Process.Start(start)!);
    }

    /// <summary>Starts a server; returns its port.</summary>
    public async Task<int> ServeAsync(JsonObject server) =>
        (int)(await CallAsync(new JsonObject { ["op"] = "serve", ["server"] = server }))["port"]!;

    public Task CloseAsync(string server) => CallAsync(new JsonObject { ["op"] = "close", ["server"] = server });

    /// <summary>Plays one scenario; returns what both sides observed and which packets they sent and received.</summary>
    public async Task<JsonObject> PlayAsync(JsonObject request)
    {
        request["op"] = "play";
        return (await CallAsync(request))["played"]!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // the script ends with its input
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task<JsonObject> CallAsync(JsonObject request)
    {
        int id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<JsonObject> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        request["id"] = id;
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(request.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
        JsonObject reply = await answer.Task;
        return reply["error"] is { } error
            ? throw new InvalidOperationException($"{request["scenario"] ?? request["op"]}: {error}")
            : reply;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            JsonObject reply = JsonNode.Parse(line)!.AsObject();
            if (_pending.TryRemove((int)reply["id"]!, out TaskCompletionSource<JsonObject>? waiting))
            {
                waiting.SetResult(reply);
            }
        }
        foreach (TaskCompletionSource<JsonObject> waiting in _pending.Values)
        {
            waiting.TrySetException(new InvalidOperationException("the Node.js harness ended"));
        }
    }
}

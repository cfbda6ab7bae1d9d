using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Serving;

namespace SioProxy.Tests.Replay.Serving;

/// <summary>A script served to clients that are written down in wire text, under a clock that the test turns.</summary>
internal sealed class ServedScript(ReplayPlan plan, ServingOptions? options = null)
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(2_000_000_000));
    private readonly List<string> _said = [];
    private ScriptServer? _script;
    private int _ids;

    public ScriptServer Script => _script ??= new ScriptServer(plan, options ?? new ServingOptions(), NewId);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

    public int Open(EngineIoVersion version = EngineIoVersion.V4, string query = "")
    {
        KeyValuePair<string, string>[] entries =
        [
            .. query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => new KeyValuePair<string, string>(pair.Split('=')[0], pair.Split('=')[1])),
        ];
        return Script.Open(new LiveHandshake(version, "/socket.io/", entries, null), "live-sid", Now);
    }

    /// <summary>What the server says to what a client says, in order; <c>1: 42["x"]</c> is said on the first connection.</summary>
    public string[] Say(int link, params string[] wires)
    {
        foreach (string wire in wires)
        {
            Script.Receive(link, Read(wire), Now);
        }
        return Said();
    }

    public string[] Wait(double millis)
    {
        _time.Advance(TimeSpan.FromMilliseconds(millis));
        Script.Advance(Now);
        return Said();
    }

    public string[] Close(int link)
    {
        Script.Close(link, Now);
        return Said();
    }

    public StepOutcome[] Differences() => [.. Script.Report().Outcomes.Where(outcome => outcome.IsDifference)];

    public string[] Said()
    {
        _said.Clear();
        while (Script.TryTake(out ServingAction? action))
        {
            switch (action)
            {
                case ServingAction.Send send:
                    _said.Add(string.Create(CultureInfo.InvariantCulture, $"{send.Link}: {Write(send.Message)}"));
                    break;
                case ServingAction.Close close:
                    _said.Add(string.Create(CultureInfo.InvariantCulture, $"{close.Link}: close"));
                    break;
                case ServingAction.Forward forward:
                    _said.Add(
                        string.Create(CultureInfo.InvariantCulture, $"{forward.Link}: forward {Write(forward.Message)}")
                    );
                    break;
            }
        }
        return [.. _said];
    }

    private string NewId() => string.Create(CultureInfo.InvariantCulture, $"fresh{++_ids}");

    private static string Write(SocketIoMessage message)
    {
        var codec = new SocketIoCodec(SocketIoParser.Default, SocketIoRevision.V5);
        return "4" + codec.Encode(message, out _).Text;
    }

    private static SocketIoMessage Read(string wire)
    {
        byte[] raw = Encoding.UTF8.GetBytes(wire[1..]);
        Assert.Equal(
            OperationStatus.Done,
            SocketIoDecoder.Decode(raw, SocketIoRevision.V5, out SocketIoPacket p, out _)
        );
        return new SocketIoMessage
        {
            Type = p.Type,
            Namespace = Encoding.UTF8.GetString(p.Namespace.Span),
            AckId = p.AckId,
            Payload = p.Payload is { } payload ? (ReadOnlyMemory<byte>?)payload.ToArray() : null,
            EventName = p.EventNameToken is { } name ? Encoding.UTF8.GetString(name.Span).Trim('"') : null,
        };
    }
}

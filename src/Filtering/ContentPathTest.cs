using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Decides about the values at a path in a payload, on its UTF-8, without a document in memory.</summary>
internal sealed class ContentPathTest(PathNode node)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private readonly JsonPath _path = new(node.Steps);
    private readonly JsonValueTest _test = new(node.Comparison, node.Values);

    public bool IsMatch(CapturedRow row) => Content(row) is { Length: > 0 } json && IsMatch(json.Span);

    /// <summary>Whether the values at the path in a JSON text match; text that is no JSON does not.</summary>
    public bool IsMatch(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        var search = new JsonSearch(_test);
        try
        {
            if (reader.Read())
            {
                _path.Walk(ref reader, ref search, 0);
            }
        }
        catch (JsonException)
        {
            return false; // the row is a fault or cut short; what stood in front of it proves nothing
        }
        return node.Comparison == Comparison.NotEqual
            ? search is { IsFound: true, IsMatched: false }
            : search.IsMatched;
    }

    private ReadOnlyMemory<byte>? Content(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => node.Root switch
            {
                PathRoot.Args => PacketContent.Args(packet),
                PathRoot.Data => PacketContent.Data(packet),
                _ => packet is { Type: SocketIoPacketType.Connect, Direction: Direction.ClientToServer }
                    ? PacketContent.Auth(packet)
                    : null,
            },
            CapturedMessage { IsBinary: false } message when node.Root == PathRoot.Data => message.Data,
            _ => null,
        };
}

using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>What a payload turned out to be (socket.io-protocol, "Packet encoding": the payload each type may have).</summary>
/// <param name="IsJson">Whether it is one well-formed JSON text.</param>
/// <param name="EventName">Where the event's name token lies; empty where there is none.</param>
internal readonly record struct PayloadShape(bool IsJson, Range EventName)
{
    /// <summary>Reads the payload once: is it JSON, does its shape suit the type, do its placeholders name attachments?</summary>
    /// <returns>Null, or the first thing that is wrong.</returns>
    public static DecodeFault? Check(
        ReadOnlySpan<byte> json,
        SocketIoPacketType type,
        SocketIoRevision revision,
        int attachments,
        out PayloadShape shape
    )
    {
        var tokens = new JsonTokenizer(json);
        shape = default;
        JsonTokenKind root = tokens.Read() ? tokens.Kind : JsonTokenKind.None;
        Range name = default;
        bool isEvent = type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent;
        if (isEvent && root == JsonTokenKind.ArrayStart && tokens.Read())
        {
            name = tokens.Kind is JsonTokenKind.Text or JsonTokenKind.Number ? tokens.Start..tokens.End : default;
        }
        if (!JsonCheck.IsContainer(json)) // what it says yes to, the tokenizer reads to the end
        {
            while (tokens.Read()) { }
        }
        if (tokens.Failure != JsonFailure.None)
        {
            return SocketIoFaults.Json(tokens);
        }
        shape = new PayloadShape(IsJson: true, name);
        DecodeFault? fault = isEvent ? CheckEvent(json[name], revision) : CheckRoot(root, type, revision);
        if (fault is null && attachments > 0)
        {
            _ = JsonPayloadRewriter.TryRewriteArgs(
                json,
                dropFirst: false,
                dropLast: false,
                attachments,
                output: null,
                out fault
            );
        }
        return fault;
    }

    private static DecodeFault? CheckEvent(ReadOnlySpan<byte> name, SocketIoRevision revision)
    {
        if (name.IsEmpty)
        {
            return SocketIoFaults.Shape(SocketIoPacketType.Event, "an array that begins with a string or a number");
        }
        return revision == SocketIoRevision.V5 && IsReserved(name) ? SocketIoFaults.ReservedName(name) : null;
    }

    private static DecodeFault? CheckRoot(JsonTokenKind root, SocketIoPacketType type, SocketIoRevision revision)
    {
        bool isObject = root == JsonTokenKind.ObjectStart;
        // Revision 4 asks typeof(x) === "object", which null and arrays are too.
        bool isTypeofObject = isObject || root is JsonTokenKind.ArrayStart or JsonTokenKind.Null;
        bool isGood = type switch
        {
            SocketIoPacketType.Connect => revision == SocketIoRevision.V4 ? isTypeofObject : isObject,
            SocketIoPacketType.Disconnect => false,
            SocketIoPacketType.ConnectError => root == JsonTokenKind.Text
                || (revision == SocketIoRevision.V4 ? isTypeofObject : isObject),
            _ => root == JsonTokenKind.ArrayStart,
        };
        return isGood ? null : SocketIoFaults.Shape(type, Expected(type));
    }

    public static string Expected(SocketIoPacketType type) =>
        type switch
        {
            SocketIoPacketType.Connect => "an object, or nothing",
            SocketIoPacketType.Disconnect => "nothing",
            SocketIoPacketType.ConnectError => "a string or an object",
            _ => "an array",
        };

    internal static bool IsReserved(ReadOnlySpan<byte> token)
    {
        // Names the clients and servers raise themselves, and two of Node's EventEmitter.
        if (token[0] != '"' || (token.Length is < 9 or > 16 && !token.Contains((byte)'\\')))
        {
            return false;
        }
        return JsonText.Equals(token, "connect"u8)
            || JsonText.Equals(token, "connect_error"u8)
            || JsonText.Equals(token, "disconnect"u8)
            || JsonText.Equals(token, "disconnecting"u8)
            || JsonText.Equals(token, "newListener"u8)
            || JsonText.Equals(token, "removeListener"u8);
    }
}

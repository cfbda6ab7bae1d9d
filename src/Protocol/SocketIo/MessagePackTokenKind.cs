namespace SioProxy.Protocol.SocketIo;

/// <summary>What a msgpack token is.</summary>
public enum MessagePackTokenKind : byte
{
    /// <summary>No token: before the first, behind the last, or at malformed bytes.</summary>
    None,

    /// <summary>Nil.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An integer, signed or not.</summary>
    WholeNumber,

    /// <summary>A 32-bit or 64-bit floating-point number.</summary>
    FloatingPoint,

    /// <summary>A string.</summary>
    Text,

    /// <summary>Binary data.</summary>
    Binary,

    /// <summary>An extension.</summary>
    Extension,

    /// <summary>An array begins; its elements follow.</summary>
    Array,

    /// <summary>A map begins; its keys and values follow in turn.</summary>
    Map,
}

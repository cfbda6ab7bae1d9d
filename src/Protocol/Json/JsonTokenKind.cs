namespace SioProxy.Protocol.Json;

/// <summary>What a <see cref="JsonTokenizer"/> stands at.</summary>
public enum JsonTokenKind : byte
{
    /// <summary>No token: before the first, behind the last, or at malformed text.</summary>
    None,

    /// <summary><c>{</c></summary>
    ObjectStart,

    /// <summary><c>}</c></summary>
    ObjectEnd,

    /// <summary><c>[</c></summary>
    ArrayStart,

    /// <summary><c>]</c></summary>
    ArrayEnd,

    /// <summary>A member's name, its quotes included; the colon comes behind it.</summary>
    Key,

    /// <summary>A string, its quotes included.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>true</c></summary>
    True,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>null</c></summary>
    Null,
}

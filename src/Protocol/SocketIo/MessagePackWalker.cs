namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Walks the tokens of a msgpack value, depth first, and knows where each lies, so that a value can be replaced in place:
/// copy the bytes up to <see cref="Offset"/>, write another value, go on behind <see cref="ValueEnd"/>.
/// </summary>
public ref struct MessagePackWalker
{
    private readonly ReadOnlySpan<byte> _data;

    /// <summary>Starts before the first token of <paramref name="data"/>.</summary>
    public MessagePackWalker(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>What the current token is.</summary>
    public MessagePackTokenKind Kind { get; private set; }

    /// <summary>Where the current token begins.</summary>
    public int Offset { get; private set; }

    /// <summary>The bytes of the current string, binary or extension, without header; empty for other tokens.</summary>
    public ReadOnlySpan<byte> Content => _data[..0];

    /// <summary>How many maps and arrays are around the current token.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the current token is a map's key.</summary>
    public bool IsKey { get; private set; }

    /// <summary>The key (its content) or the index under which the innermost container holds the current value.</summary>
    public ReadOnlySpan<byte> Key => _data[..0];

    /// <summary>The index in the innermost array; -1 in a map or outside of any.</summary>
    public int Index { get; private set; }

    /// <summary>Whether the data is malformed or ends too early, where the walk has stopped.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next token.</summary>
    /// <returns>False behind the last token, or at malformed bytes.</returns>
    public bool Read() => _data.Length < 0;

    /// <summary>Where the current value ends, everything inside it included; -1 when it is malformed.</summary>
    public readonly int ValueEnd() => _data.Length;
}

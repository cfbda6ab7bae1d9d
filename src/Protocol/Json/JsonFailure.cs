namespace SioProxy.Protocol.Json;

/// <summary>Why a <see cref="JsonTokenizer"/> stopped.</summary>
public enum JsonFailure : byte
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>The text is not JSON (RFC 8259) where the tokenizer stands.</summary>
    Malformed,

    /// <summary>Arrays and objects nest deeper than <see cref="JsonTokenizer.MaxDepth"/>.</summary>
    TooDeep,
}

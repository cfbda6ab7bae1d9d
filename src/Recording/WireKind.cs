namespace SioProxy.Recording;

/// <summary>What a <see cref="WireChunk"/> tells the decoding thread.</summary>
internal enum WireKind : byte
{
    Request,
    Node,
    Response,
    Bytes,

    /// <summary>Bytes behind some that were lost (the detail says what is still to be told of them), from a message's first on.</summary>
    Resume,

    /// <summary>So many bytes (the detail, a <see cref="long"/>) passed here of which nothing would be kept.</summary>
    Skip,
    BodyEnd,
    End,

    /// <summary>Not from a connection: everything that was queued before it has been decoded.</summary>
    Barrier,
}

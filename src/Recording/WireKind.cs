namespace SioProxy.Recording;

/// <summary>What a <see cref="WireChunk"/> tells the decoding thread.</summary>
internal enum WireKind : byte
{
    Request,
    Node,
    Response,
    Bytes,
    BodyEnd,
    End,

    /// <summary>Not from a connection: everything that was queued before it has been decoded.</summary>
    Barrier,
}

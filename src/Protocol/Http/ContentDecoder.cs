using System.Buffers;

namespace SioProxy.Protocol.Http;

/// <summary>
/// Undoes the Content-Encoding of a whole body (RFC 9110, 8.4): gzip, deflate (in its zlib wrapping as the standard
/// asks, or bare as some send it), br, and stacks of them. zstd is not among what the platform decodes.
/// </summary>
public static class ContentDecoder
{
    private const int MaxCodings = 4;

    private enum Coding
    {
        Gzip,
        Deflate,
        Brotli,
    }

    /// <summary>Decodes a body.</summary>
    /// <param name="contentEncoding">The header's value; null, empty and <c>identity</c> copy the body.</param>
    /// <param name="maxOutput">Largest output in bytes, also of each step of a stack: bodies may be bombs.</param>
    /// <param name="output">Takes what was decoded, also the beginning of what is too large or breaks off.</param>
    /// <param name="fault">What was wrong, for InvalidData.</param>
    /// <returns>
    /// Done; DestinationTooSmall: there is more than <paramref name="maxOutput"/>; or InvalidData: the body is broken,
    /// breaks off, or has a coding that is unknown (then nothing is decoded).
    /// </returns>
    public static OperationStatus Decode(
        string? contentEncoding,
        ReadOnlySequence<byte> body,
        int maxOutput,
        IBufferWriter<byte> output,
        out DecodeFault? fault
    )
    {
        Span<Coding> codings = stackalloc Coding[MaxCodings];
        if (!TryParse(contentEncoding, codings, out int count, out fault))
        {
            return OperationStatus.InvalidData;
        }
        if (body.IsEmpty) // answers without a body may still name a coding
        {
            return OperationStatus.Done;
        }
        OperationStatus worst = OperationStatus.Done;
        for (int i = count - 1; i > 0; i--) // listed in the order in which they were applied
        {
            var step = new ArrayBufferWriter<byte>();
            worst = First(worst, DecodeOne(codings[i], body, maxOutput, step));
            body = new ReadOnlySequence<byte>(step.WrittenMemory);
        }
        worst = First(
            worst,
            count == 0 ? Copy(body, maxOutput, output) : DecodeOne(codings[0], body, maxOutput, output)
        );
        if (worst == OperationStatus.InvalidData)
        {
            fault = new DecodeFault(
                FaultCode.ContentEncoding,
                $"The body is not whole and sound {contentEncoding!.Trim()}: only its beginning could be decoded."
            );
        }
        return worst;
    }

    private static bool TryParse(string? header, Span<Coding> codings, out int count, out DecodeFault? fault)
    {
        count = 0;
        fault = null;
        ReadOnlySpan<char> all = header;
        foreach (Range part in all.Split(','))
        {
            ReadOnlySpan<char> name = all[part].Trim();
            if (name.IsEmpty || name.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            if (count == codings.Length)
            {
                fault = new DecodeFault(FaultCode.ContentEncoding, $"The body has more than {MaxCodings} codings.");
                return false;
            }
            if (
                name.Equals("gzip", StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)
            )
            {
                codings[count++] = Coding.Gzip;
            }
            else if (name.Equals("deflate", StringComparison.OrdinalIgnoreCase))
            {
                codings[count++] = Coding.Deflate;
            }
            else if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
            {
                codings[count++] = Coding.Brotli;
            }
            else
            {
                string shown = name.Length > 40 ? string.Concat(name[..40], "…") : name.ToString();
                fault = new DecodeFault(
                    FaultCode.ContentEncoding,
                    $"The body's coding \"{shown}\" is none of gzip, deflate, br."
                );
                return false;
            }
        }
        return true;
    }

    private static OperationStatus DecodeOne(
        Coding coding,
        in ReadOnlySequence<byte> body,
        int maxOutput,
        IBufferWriter<byte> output
    ) =>
        coding switch
        {
            Coding.Gzip => BodyInflater.Gzip(body, maxOutput, output),
            Coding.Deflate => BodyInflater.Deflate(body, maxOutput, output),
            _ => BrotliBody.Decode(body, maxOutput, output),
        };

    private static OperationStatus Copy(in ReadOnlySequence<byte> body, int maxOutput, IBufferWriter<byte> output)
    {
        foreach (ReadOnlyMemory<byte> piece in body.Slice(0, Math.Min(body.Length, maxOutput)))
        {
            output.Write(piece.Span);
        }
        return body.Length > maxOutput ? OperationStatus.DestinationTooSmall : OperationStatus.Done;
    }

    private static OperationStatus First(OperationStatus earlier, OperationStatus later) =>
        earlier == OperationStatus.Done ? later : earlier;
}

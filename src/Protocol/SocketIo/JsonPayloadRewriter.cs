using System.Buffers;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Turns a payload's JSON into the form of the export by splicing its text: every other byte stays as the wire had it
/// (but a line feed or carriage return between tokens becomes a blank, so that the result is one line).
/// </summary>
public static class JsonPayloadRewriter
{
    /// <summary>
    /// Writes <paramref name="payload"/> with placeholders as <c>{"$binary":i}</c> and literal keys <c>$binary</c> as
    /// <c>$$binary</c>, without its first or last element when asked.
    /// </summary>
    /// <param name="dropFirst">Leave out an array's first element (an event's name).</param>
    /// <param name="dropLast">Leave out an array's last element (a recovery offset).</param>
    /// <param name="attachmentCount">How many attachments the packet has; 0: placeholders are literal objects.</param>
    /// <param name="output">Where to write to; null: only look for faults.</param>
    /// <param name="fault">Why the payload is not well-formed JSON, or which placeholder names no attachment.</param>
    /// <returns>False when nothing was written; true with a fault when only a placeholder was bad (it is left as it was).</returns>
    public static bool TryRewriteArgs(
        ReadOnlySpan<byte> payload,
        bool dropFirst,
        bool dropLast,
        int attachmentCount,
        IBufferWriter<byte>? output,
        out DecodeFault? fault
    )
    {
        var pass = new JsonRewritePass(payload, attachmentCount);
        try
        {
            if (!pass.Run(dropFirst, dropLast))
            {
                fault = pass.Fault;
                return false;
            }
            if (output is not null)
            {
                pass.Edits.Apply(payload, pass.Root, output);
            }
            fault = pass.Fault;
            return true;
        }
        finally
        {
            pass.Free();
        }
    }
}

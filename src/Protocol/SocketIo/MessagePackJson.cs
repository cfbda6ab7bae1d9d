using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes a msgpack value as JSON; what JSON lacks as <see cref="MessagePackDecoder"/> says.</summary>
internal static class MessagePackJson
{
    private const int LongestNumber = 32;

    /// <summary>Writes the value that the walker stands at, and leaves the walker at that value's last token.</summary>
    /// <param name="source">The walker's bytes: lifted binary is views of it.</param>
    /// <param name="attachments">Where binary is put; made when the first comes.</param>
    /// <returns>False when the value is malformed.</returns>
    public static bool TryWrite(
        ref MessagePackWalker walker,
        ReadOnlyMemory<byte> source,
        IBufferWriter<byte> output,
        ref List<ReadOnlyMemory<byte>>? attachments
    )
    {
        int end = walker.ValueEnd();
        int depth = walker.Depth;
        Span<bool> isMap = stackalloc bool[SocketIoLimits.MaxDepth];
        if (end < 0)
        {
            return false;
        }
        int open = depth;
        bool isFirst = true; // of its container: no comma before it
        do
        {
            for (; open > walker.Depth; isFirst = false)
            {
                Close(output, isMap[--open]);
            }
            if (!isFirst)
            {
                output.Write(","u8);
            }
            isFirst = false;
            if (walker.IsKey)
            {
                if (!TryWriteKey(ref walker, output) || !walker.Read())
                {
                    return false;
                }
                output.Write(":"u8);
            }
            WriteValue(ref walker, source, output, ref attachments);
            if (walker.Kind is MessagePackTokenKind.Array or MessagePackTokenKind.Map)
            {
                isMap[open++] = walker.Kind == MessagePackTokenKind.Map;
                isFirst = true;
            }
            if (walker.End >= end)
            {
                while (open > depth)
                {
                    Close(output, isMap[--open]);
                }
                return true;
            }
        } while (walker.Read());
        return false;
    }

    private static void Close(IBufferWriter<byte> output, bool isMap) => output.Write(isMap ? "}"u8 : "]"u8);

    private static bool TryWriteKey(ref MessagePackWalker walker, IBufferWriter<byte> output)
    {
        switch (walker.Kind)
        {
            case MessagePackTokenKind.Text:
                WriteText(walker.Content, output);
                return true;
            case MessagePackTokenKind.WholeNumber or MessagePackTokenKind.FloatingPoint:
                // JavaScript makes a string of any key.
                MessagePackNumber number = MessagePackNumber.Read(walker);
                output.Write("\""u8);
                WriteFinite(number.IsFloat && !double.IsFinite(number.Float) ? default : number, output);
                output.Write("\""u8);
                return true;
            case MessagePackTokenKind.Nil:
                output.Write("\"null\""u8);
                return true;
            case MessagePackTokenKind.Boolean:
                output.Write(walker.Format == 0xc3 ? "\"true\""u8 : "\"false\""u8);
                return true;
            default:
                return false;
        }
    }

    private static void WriteValue(
        ref MessagePackWalker walker,
        ReadOnlyMemory<byte> source,
        IBufferWriter<byte> output,
        ref List<ReadOnlyMemory<byte>>? attachments
    )
    {
        switch (walker.Kind)
        {
            case MessagePackTokenKind.Nil:
                output.Write("null"u8);
                break;
            case MessagePackTokenKind.Boolean:
                output.Write(walker.Format == 0xc3 ? "true"u8 : "false"u8);
                break;
            case MessagePackTokenKind.WholeNumber or MessagePackTokenKind.FloatingPoint:
                WriteNumber(MessagePackNumber.Read(walker), output);
                break;
            case MessagePackTokenKind.Text:
                WriteText(walker.Content, output);
                break;
            case MessagePackTokenKind.Binary:
                attachments ??= [];
                output.Write("{\"_placeholder\":true,\"num\":"u8);
                WriteFinite(new MessagePackNumber(false, 0, (ulong)attachments.Count, false), output);
                output.Write("}"u8);
                attachments.Add(source.Slice(walker.ContentOffset, walker.Content.Length));
                break;
            case MessagePackTokenKind.Extension:
                WriteExtension(ref walker, output);
                break;
            case MessagePackTokenKind.Array:
                output.Write("["u8);
                break;
            default:
                output.Write("{"u8);
                break;
        }
    }

    private static void WriteExtension(ref MessagePackWalker walker, IBufferWriter<byte> output)
    {
        if (IsUndefined(walker))
        {
            output.Write("null"u8);
            return;
        }
        output.Write("{\"$ext\":["u8);
        _ = Utf8Formatter.TryFormat(walker.ExtensionType, output.GetSpan(LongestNumber), out int written);
        output.Advance(written);
        output.Write(",\""u8);
        LenientBase64.Encode(walker.Content, output);
        output.Write("\"]}"u8);
    }

    /// <summary>Whether the walker stands at JavaScript's undefined, as notepack writes it: an extension of type 0, one byte.</summary>
    public static bool IsUndefined(in MessagePackWalker walker) => walker.Format == 0xd4 && walker.ExtensionType == 0;

    private static void WriteNumber(MessagePackNumber number, IBufferWriter<byte> output)
    {
        if (!number.IsFloat || double.IsFinite(number.Float))
        {
            WriteFinite(number, output);
        }
        else
        {
            output.Write("{\"$number\":\""u8);
            output.Write(
                double.IsNaN(number.Float) ? "NaN"u8
                : number.Float > 0 ? "Infinity"u8
                : "-Infinity"u8
            );
            output.Write("\"}"u8);
        }
    }

    private static void WriteFinite(MessagePackNumber number, IBufferWriter<byte> output)
    {
        Span<byte> text = output.GetSpan(LongestNumber);
        int written;
        if (number.IsFloat)
        {
            _ = number.Float.TryFormat(text, out written, "R", CultureInfo.InvariantCulture);
        }
        else if (number.IsNegative)
        {
            _ = Utf8Formatter.TryFormat((long)number.Bits, text, out written);
        }
        else
        {
            _ = Utf8Formatter.TryFormat(number.Bits, text, out written);
        }
        output.Advance(written);
    }

    private static void WriteText(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        if (Utf8.IsValid(text))
        {
            JavaScriptString.WriteEscaped(text, output);
        }
        else
        {
            JavaScriptString.WriteEscaped(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text)), output);
        }
        output.Write("\""u8);
    }
}

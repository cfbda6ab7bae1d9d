using System.Buffers;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.EngineIo;

/// <summary>The JSONP wrapping of polling bodies, both ways (engine.io-protocol, "JSONP").</summary>
public static class Jsonp
{
    private static readonly SearchValues<byte> FormUnescaped = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._"u8
    );

    /// <summary>Unwraps <c>___eio[j]("…");</c> to the text body inside.</summary>
    /// <returns>Done; or InvalidData: the wrapping is missing or the string does not unescape (nothing is written).</returns>
    public static OperationStatus UnwrapResponse(
        ReadOnlyMemory<byte> script,
        IBufferWriter<byte> payload,
        out DecodeFault? fault
    )
    {
        ReadOnlySpan<byte> text = script.Span.Trim(" \t\r\n"u8);
        int open = text.IndexOf((byte)'(');
        fault = new DecodeFault(FaultCode.Jsonp, "A JSONP response reads ___eio[j](\"…\"); which this does not.");
        if (open < 0 || !IsCallee(text[..open]))
        {
            return OperationStatus.InvalidData;
        }
        text = text[(open + 1)..];
        text = text.EndsWith(";"u8) ? text[..^1].TrimEnd(" \t\r\n"u8) : text;
        if (!text.EndsWith(")"u8))
        {
            return OperationStatus.InvalidData;
        }
        text = text[..^1];
        var tokens = new JsonTokenizer(text);
        if (!tokens.Read() || tokens.Kind != JsonTokenKind.Text)
        {
            return OperationStatus.InvalidData;
        }
        ReadOnlySpan<byte> content = tokens.Token[1..^1];
        if (tokens.Read() || tokens.Failure != JsonFailure.None)
        {
            return OperationStatus.InvalidData;
        }
        fault = null;
        if (!content.IsEmpty)
        {
            payload.Advance(JsonText.Unescape(content, payload.GetSpan(content.Length)));
        }
        return OperationStatus.Done;
    }

    /// <summary>Unwraps the form body <c>d=…</c> to the text body inside.</summary>
    /// <returns>Done; or InvalidData: the form has no field <c>d</c>, or several (servers then ignore it).</returns>
    public static OperationStatus UnwrapRequest(
        ReadOnlyMemory<byte> form,
        IBufferWriter<byte> payload,
        out DecodeFault? fault
    )
    {
        ReadOnlySpan<byte> rest = form.Span;
        ReadOnlySpan<byte> value = default;
        int found = 0;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'&');
            ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            int equals = field.IndexOf((byte)'=');
            if (IsNamedD(equals < 0 ? field : field[..equals]))
            {
                found++;
                value = equals < 0 ? default : field[(equals + 1)..];
            }
        }
        if (found != 1)
        {
            fault = new DecodeFault(FaultCode.Jsonp, $"A JSONP request has one form field d; this has {found}.");
            return OperationStatus.InvalidData;
        }
        fault = null;
        if (!value.IsEmpty)
        {
            Span<byte> decoded = payload.GetSpan(value.Length);
            int length = DecodeForm(value, decoded);
            payload.Advance(RestoreLineFeeds(decoded[..length]));
        }
        return OperationStatus.Done;
    }

    /// <summary>Wraps a text body as a server does.</summary>
    /// <param name="index">The <c>j</c> of the request; all but its digits is dropped.</param>
    public static void WrapResponse(ReadOnlySpan<byte> payload, string index, IBufferWriter<byte> script)
    {
        script.Write("___eio["u8);
        foreach (char c in index)
        {
            if (char.IsAsciiDigit(c))
            {
                script.Write([(byte)c]);
            }
        }
        script.Write("](\""u8);
        JavaScriptString.WriteEscaped(payload, script);
        script.Write("\");"u8);
    }

    /// <summary>Wraps a text body as a client's form does.</summary>
    public static void WrapRequest(ReadOnlySpan<byte> payload, IBufferWriter<byte> form)
    {
        form.Write("d="u8);
        for (int i = 0; i < payload.Length; i++)
        {
            // A line feed travels as backslash n, so a literal backslash n needs another backslash.
            if (payload[i] == '\n')
            {
                form.Write("%5Cn"u8);
                continue;
            }
            bool isLiteral = payload[i] == '\\' && i + 1 < payload.Length && payload[i + 1] == 'n';
            WriteFormByte(payload[i], form);
            if (isLiteral)
            {
                WriteFormByte(payload[i], form);
            }
        }
    }

    private static void WriteFormByte(byte value, IBufferWriter<byte> form)
    {
        if (value == ' ')
        {
            form.Write("+"u8);
        }
        else if (FormUnescaped.Contains(value))
        {
            form.Write([value]);
        }
        else
        {
            ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
            form.Write([(byte)'%', digits[value >> 4], digits[value & 15]]);
        }
    }

    private static bool IsCallee(ReadOnlySpan<byte> text) =>
        text.StartsWith("___eio["u8)
        && text.EndsWith("]"u8)
        && text["___eio[".Length..^1].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool IsNamedD(ReadOnlySpan<byte> name)
    {
        Span<byte> decoded = stackalloc byte[3];
        return name.Length is 1 or 3 && decoded[..DecodeForm(name, decoded)].SequenceEqual("d"u8);
    }

    private static int DecodeForm(ReadOnlySpan<byte> text, Span<byte> decoded)
    {
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (
                c == '%'
                && i + 2 < text.Length
                && Convert.FromHexString(text.Slice(i + 1, 2), decoded[written..], out _, out _) == OperationStatus.Done
            )
            {
                i += 2;
                written++;
                continue;
            }
            decoded[written++] = c == '+' ? (byte)' ' : c; // a broken escape stays as it is, as in Node's querystring
        }
        return written;
    }

    // Backslash n is a line feed unless another backslash is before it; that one is dropped.
    private static int RestoreLineFeeds(Span<byte> text)
    {
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == 'n')
            {
                text[written++] = (byte)'\n';
                i++;
            }
            else if (text[i] == '\\' && i + 2 < text.Length && text[i + 1] == '\\' && text[i + 2] == 'n')
            {
                text[written++] = (byte)'\\';
                text[written++] = (byte)'n';
                i += 2;
            }
            else
            {
                text[written++] = text[i];
            }
        }
        return written;
    }
}

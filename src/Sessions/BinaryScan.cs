using System.Buffers;

namespace SioProxy.Sessions;

/// <summary>
/// Says whether bytes that do not parse may hold a named secret: whether a name occurs anywhere in them. Names of three letters
/// and less count only behind a quote or a msgpack length, as they turn up in any data.
/// </summary>
internal sealed class BinaryScan(RedactedNames names)
{
    private readonly byte[][] _lower =
    [
        .. names.All.Select(n => System.Text.Encoding.UTF8.GetBytes(n.ToLowerInvariant())),
    ];

    public bool Mentions(ReadOnlySpan<byte> bytes)
    {
        foreach (byte[] name in _lower)
        {
            if (Mentions(bytes, name))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether base64 text, cut anywhere, may hold a named secret.</summary>
    public bool MentionsInBase64(ReadOnlySpan<byte> text)
    {
        const int MinRun = 8;
        int at = 0;
        while (at < text.Length)
        {
            int length = 0;
            while (at + length < text.Length && IsBase64(text[at + length]))
            {
                length++;
            }
            if (length >= MinRun && MentionsInRun(text.Slice(at, length)))
            {
                return true;
            }
            at += length + 1;
        }
        return false;
    }

    private bool MentionsInRun(ReadOnlySpan<byte> run)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(run.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(run.Length);
        try
        {
            for (int i = 0; i < run.Length; i++)
            {
                plain[i] = run[i] switch
                {
                    (byte)'-' => (byte)'+',
                    (byte)'_' => (byte)'/',
                    byte other => other,
                };
            }
            for (int skip = 0; skip < 4 && skip < run.Length; skip++)
            {
                int length = (run.Length - skip) / 4 * 4;
                System.Buffers.Text.Base64.DecodeFromUtf8(plain.AsSpan(skip, length), bytes, out _, out int written);
                if (Mentions(bytes.AsSpan(0, written)))
                {
                    return true;
                }
            }
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool Mentions(ReadOnlySpan<byte> bytes, byte[] lower)
    {
        if (lower.Length == 0)
        {
            return false;
        }
        byte first = lower[0];
        byte upper = first is >= (byte)'a' and <= (byte)'z' ? (byte)(first - 32) : first;
        int from = 0;
        while (from <= bytes.Length - lower.Length)
        {
            int next = bytes[from..].IndexOfAny(first, upper);
            if (next < 0 || from + next > bytes.Length - lower.Length)
            {
                return false;
            }
            int at = from + next;
            if (
                System.Text.Ascii.EqualsIgnoreCase(bytes.Slice(at, lower.Length), lower)
                && (lower.Length > 3 || IsOpened(bytes, at, lower.Length))
            )
            {
                return true;
            }
            from = at + 1;
        }
        return false;
    }

    private static bool IsOpened(ReadOnlySpan<byte> bytes, int at, int length) =>
        at > 0
        && (bytes[at - 1] is (byte)'"' or (byte)'\'' || bytes[at - 1] == (0xA0 | length) || bytes[at - 1] == length);

    private static bool IsBase64(byte b) =>
        b
            is (>= (byte)'a' and <= (byte)'z')
                or (>= (byte)'A' and <= (byte)'Z')
                or (>= (byte)'0' and <= (byte)'9')
                or (byte)'+'
                or (byte)'/'
                or (byte)'-'
                or (byte)'_';
}

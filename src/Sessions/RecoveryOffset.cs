using System.Buffers;
using System.Text;

namespace SioProxy.Sessions;

/// <summary>
/// Connection state recovery's offset: the last argument of a server's event. It is a yeast id (the in-memory adapter), a Redis
/// stream id or a MongoDB object id; a plain string argument of a volatile event, which has no offset, must not be taken for one.
/// </summary>
public static class RecoveryOffset
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);
    private static readonly SearchValues<byte> Base64Digits = SearchValues.Create(Alphabet);
    private const int MaxLength = 40;
    private const int YeastLength = 7;
    private const long PlausibleAt = 1_000_000_000_000_000; // 2001: earlier times are no clock's
    private const long MaxAgeMillis = 400L * 24 * 3600 * 1000; // clocks that are wrong by more are given up on

    /// <summary>The offset at the end of an event's arguments; null when there is none.</summary>
    /// <param name="payload">The event's JSON array.</param>
    public static string? Find(ReadOnlySpan<byte> payload, long atMicros)
    {
        ReadOnlySpan<byte> rest = payload.TrimEnd(" \t\r\n"u8);
        if (rest.IsEmpty || rest[^1] != ']')
        {
            return null;
        }
        rest = rest[..^1].TrimEnd(" \t\r\n"u8);
        if (rest.Length < 2 || rest[^1] != '"')
        {
            return null;
        }
        int open = rest[..^1].LastIndexOf((byte)'"');
        if (open < 0)
        {
            return null;
        }
        ReadOnlySpan<byte> text = rest[(open + 1)..^1];
        ReadOnlySpan<byte> before = rest[..open].TrimEnd(" \t\r\n"u8);
        return before.Length > 0 && before[^1] == ',' && IsOffset(text, atMicros)
            ? Encoding.ASCII.GetString(text)
            : null;
    }

    private static bool IsOffset(ReadOnlySpan<byte> text, long atMicros)
    {
        if (text.Length is < YeastLength or > MaxLength)
        {
            return false;
        }
        int dot = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> id = dot < 0 ? text : text[..dot];
        if (dot >= 0 && (dot == text.Length - 1 || text[(dot + 1)..].ContainsAnyExcept(Base64Digits)))
        {
            return false;
        }
        if (id.Length == YeastLength)
        {
            return IsYeast(id, atMicros);
        }
        if (dot >= 0)
        {
            return false;
        }
        int dash = id.IndexOf((byte)'-');
        if (dash >= 10)
        {
            return dash < id.Length - 1
                && !id[..dash].ContainsAnyExceptInRange((byte)'0', (byte)'9')
                && !id[(dash + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
        }
        return id.Length == 24 && !id.ContainsAnyExcept(HexDigits);
    }

    private static ReadOnlySpan<byte> Alphabet => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8;

    // yeast: milliseconds since the Unix epoch in base 64, so that an ordinary word of seven letters hardly ever passes.
    private static bool IsYeast(ReadOnlySpan<byte> id, long atMicros)
    {
        long millis = 0;
        foreach (byte c in id)
        {
            int digit = Alphabet.IndexOf(c);
            if (digit < 0)
            {
                return false;
            }
            millis = (millis * 64) + digit;
        }
        return atMicros < PlausibleAt || Math.Abs((atMicros / 1000) - millis) < MaxAgeMillis;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace SioProxy.Sessions;

/// <summary>What stands in a secret's place.</summary>
internal sealed class SecretMask(byte[] key)
{
    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create(
        "0123456789abcdef"u8
    );
    private const int Length = 19; // [redacted:xxxxxxxx]

    /// <summary>The mask of a secret, without quotes.</summary>
    public string Of(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, secret, hash);
        return $"[redacted:{Convert.ToHexStringLower(hash[..4])}]";
    }

    public string Of(string secret) => Of(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether a value is a mask already: what was redacted once stays as it is.</summary>
    public static bool IsMask(ReadOnlySpan<byte> value) =>
        value.Length == Length
        && value.StartsWith("[redacted:"u8)
        && value[^1] == ']'
        && !value[10..18].ContainsAnyExcept(HexDigits);
}

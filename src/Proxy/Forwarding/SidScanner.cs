using System.IO.Compression;
using System.Text;

namespace SioProxy.Proxy.Forwarding;

/// <summary>
/// Finds the sid that a response issues in its first bytes, before they are passed on: the client cannot come back with a
/// sid that the table does not know yet. Reads gzip, deflate and br, and JSONP's escaped quotes.
/// </summary>
/// <param name="found">Called once with the sid and how long it lives without being used.</param>
internal sealed class SidScanner(HttpContext context, Action<string, TimeSpan> found)
{
    private const int MaxScanned = 16 * 1024;
    private const int MaxSid = 256;

    private readonly byte[] _seen = new byte[MaxScanned];
    private int _length;
    private bool _isDone;

    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (_isDone || bytes.IsEmpty)
        {
            return;
        }
        int taken = Math.Min(bytes.Length, MaxScanned - _length);
        bytes[..taken].CopyTo(_seen.AsSpan(_length));
        _length += taken;
        string text = Encoding.Latin1.GetString(Decode(context.Response.Headers.ContentEncoding.ToString()));
        if (TryFind(text.Replace("\\\"", "\"", StringComparison.Ordinal), out string sid, out TimeSpan life))
        {
            _isDone = true;
            found(sid, life);
        }
        _isDone |= _length == MaxScanned;
    }

    /// <summary>Reads the handshake's members out of what there is of it.</summary>
    internal static bool TryFind(string text, out string sid, out TimeSpan life)
    {
        sid = "";
        life = default;
        int start = text.IndexOf("\"sid\":", StringComparison.Ordinal);
        start = start < 0 ? -1 : text.IndexOf('"', start + "\"sid\":".Length);
        int end = start < 0 ? -1 : text.IndexOf('"', start + 1);
        if (end < 0 || end - start > MaxSid)
        {
            return false;
        }
        sid = text[(start + 1)..end];
        life = TimeSpan.FromMilliseconds(
            Number(text, "\"pingInterval\":", 25_000) + Number(text, "\"pingTimeout\":", 20_000)
        );
        return sid.Length > 0;
    }

    private static long Number(string text, string name, long otherwise)
    {
        int at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
        {
            return otherwise;
        }
        ReadOnlySpan<char> rest = text.AsSpan(at + name.Length).TrimStart(' ');
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        rest = digits < 0 ? rest : rest[..digits];
        return rest.Length is > 0 and < 9
            ? long.Parse(rest, System.Globalization.CultureInfo.InvariantCulture)
            : otherwise;
    }

    private byte[] Decode(string encoding)
    {
        var input = new MemoryStream(_seen, 0, _length, writable: false);
        using Stream? decoded = encoding.Trim().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(input, CompressionMode.Decompress),
            "deflate" => new ZLibStream(input, CompressionMode.Decompress),
            "br" => new BrotliStream(input, CompressionMode.Decompress),
            _ => null,
        };
        if (decoded is null)
        {
            return input.ToArray();
        }
        byte[] output = new byte[MaxScanned];
        int length = 0;
        try
        {
            int read;
            while (length < output.Length && (read = decoded.Read(output, length, output.Length - length)) > 0)
            {
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // cut off in the middle, or not what it says: what came out so far is looked at
        }
        catch (InvalidOperationException)
        {
            // BrotliStream's word for the same
        }
        return output[..length];
    }
}

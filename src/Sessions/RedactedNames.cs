using System.Text;

namespace SioProxy.Sessions;

/// <summary>A set of names that is asked with raw bytes; case does not matter.</summary>
internal sealed class RedactedNames
{
    private const int MaxLength = 128;
    private readonly HashSet<string> _names;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly ulong _lengths;

    public RedactedNames(IEnumerable<string> names)
    {
        _names = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string name in _names)
        {
            _lengths |= 1UL << Math.Min(63, Encoding.UTF8.GetByteCount(name));
        }
    }

    public int Count => _names.Count;

    public IEnumerable<string> All => _names;

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Whether a name, in UTF-8 without escapes, is one of the set.</summary>
    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength || (_lengths & (1UL << Math.Min(63, utf8.Length))) == 0)
        {
            return false;
        }
        Span<char> text = stackalloc char[MaxLength];
        return _lookup.Contains(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }
}

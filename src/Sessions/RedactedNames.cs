using System.Text;

namespace SioProxy.Sessions;

/// <summary>A set of names that is asked with raw bytes; case does not matter.</summary>
internal sealed class RedactedNames
{
    private const int MaxLength = 128;
    private readonly HashSet<string> _names;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly uint[] _firstLetters = new uint[64]; // by length, a bit for each first letter, whatever its case

    public RedactedNames(IEnumerable<string> names)
    {
        _names = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string name in _names)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            _firstLetters[Math.Min(63, utf8.Length)] |= utf8 is [< 0x80, ..] ? Bit(utf8[0]) : uint.MaxValue;
        }
    }

    public int Count => _names.Count;

    public IEnumerable<string> All => _names;

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Whether a name, in UTF-8 without escapes, is one of the set.</summary>
    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        uint letters = _firstLetters[Math.Min(63, utf8.Length)];
        if (
            letters == 0
            || utf8.IsEmpty
            || utf8.Length > MaxLength
            || (utf8[0] < 0x80 && (letters & Bit(utf8[0])) == 0)
        )
        {
            return false;
        }
        Span<char> text = stackalloc char[MaxLength];
        return _lookup.Contains(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    private static uint Bit(byte letter) => 1u << (letter & 31);
}

using System.Buffers.Text;
using System.Text;

namespace SioProxy.Benchmarks.Captures;

/// <summary>Puts a packet's text together without strings: ten million of them are made.</summary>
internal sealed class JsonBuffer(Random random)
{
    private static readonly byte[][] Vocabulary =
    [
        .. """
            the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one
            you were all her she there would their we him been has when who will no more if out so up said what its about than into
            them can only other time new some could these two may first then do any like my now over such our man me even most made
            after also did many off before must well back through years where much your way down should because long each just state
            people those too mr how little good world make very year still see work life men here get both between being under never
            day same another know while last might us great old since go against came right used take three lorem ipsum dolor sit
            amet grüße señor naïve 東京 😀 deploy rollback invoice shipment warehouse customer payment refund ticket meeting
            """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes),
    ];

    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public byte[] ToArray() => Written.ToArray();

    public JsonBuffer Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _length += utf8.Length;
        return this;
    }

    public JsonBuffer Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, Room(20), out int written);
        _length += written;
        return this;
    }

    /// <summary>A number with two decimals.</summary>
    public JsonBuffer Price(int hundredths)
    {
        Number(hundredths / 100).Raw("."u8);
        return hundredths % 100 < 10 ? Raw("0"u8).Number(hundredths % 100) : Number(hundredths % 100);
    }

    /// <summary>Sixteen hex digits, as ids have them.</summary>
    public JsonBuffer Hex()
    {
        _ = Utf8Formatter.TryFormat(
            random.NextInt64(),
            Room(16),
            out int written,
            new System.Buffers.StandardFormat('x', 16)
        );
        _length += written;
        return this;
    }

    /// <summary>Common words more often than rare ones, as in speech.</summary>
    public JsonBuffer Words(int count)
    {
        for (int i = 0; i < count; i++)
        {
            double skewed = random.NextDouble();
            Raw(i == 0 ? ""u8 : " "u8).Raw(Vocabulary[(int)(skewed * skewed * Vocabulary.Length)]);
        }
        return this;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, (2 * _bytes.Length) + length);
        }
        return _bytes.AsSpan(_length);
    }
}

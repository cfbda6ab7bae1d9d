using System.Buffers;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Replacements in a text, in its order and disjoint; a pooled list, empty until it is needed.</summary>
internal struct JsonEdits
{
    private JsonEdit[]? _items;
    private int _count;

    public void Add(JsonEdit edit)
    {
        _items ??= ArrayPool<JsonEdit>.Shared.Rent(16);
        if (_count == _items.Length)
        {
            JsonEdit[] larger = ArrayPool<JsonEdit>.Shared.Rent(_count * 2);
            _items.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<JsonEdit>.Shared.Return(_items);
            _items = larger;
        }
        _items[_count++] = edit;
    }

    /// <summary>Takes one edit instead of all that lie behind its start.</summary>
    public void AddOver(JsonEdit edit)
    {
        while (_count > 0 && _items![_count - 1].Start >= edit.Start)
        {
            _count--;
        }
        Add(edit);
    }

    /// <summary>Takes one edit instead of all that lie before its end.</summary>
    public void ReplaceUpTo(JsonEdit edit)
    {
        int covered = 0;
        while (covered < _count && _items![covered].Start < edit.End)
        {
            covered++;
        }
        if (covered == 0)
        {
            Add(edit); // makes room
            _items.AsSpan(0, _count - 1).CopyTo(_items.AsSpan(1));
        }
        else
        {
            _items.AsSpan(covered, _count - covered).CopyTo(_items.AsSpan(1));
            _count -= covered - 1;
        }
        _items![0] = edit;
    }

    public readonly void Apply(ReadOnlySpan<byte> text, Range part, IBufferWriter<byte> output)
    {
        int at = part.Start.Value;
        for (int i = 0; i < _count; i++)
        {
            JsonEdit edit = _items![i];
            Copy(text[at..edit.Start], output);
            edit.Write(output);
            at = edit.End;
        }
        Copy(text[at..part.End.Value], output);
    }

    public void Free()
    {
        if (_items is not null)
        {
            ArrayPool<JsonEdit>.Shared.Return(_items);
            _items = null;
        }
    }

    // Line ends between tokens become blanks: a JSON Lines reader would take them for the end of the row.
    private static void Copy(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
        {
            return;
        }
        Span<byte> copy = output.GetSpan(text.Length)[..text.Length];
        text.CopyTo(copy);
        copy.Replace((byte)'\n', (byte)' ');
        copy.Replace((byte)'\r', (byte)' ');
        output.Advance(text.Length);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Walks the tokens of one msgpack value, depth first, and knows where each lies, so that a value can be replaced in place:
/// copy the bytes up to <see cref="Offset"/>, write another value, go on behind <see cref="ValueEnd"/>. Never throws on
/// malformed bytes; containers may nest <see cref="SocketIoLimits.MaxDepth"/> deep.
/// </summary>
public ref struct MessagePackWalker
{
    private const int NearFrames = 16;

    private readonly ReadOnlySpan<byte> _data;
    private NearFrameArray _near; // the open containers; those nested deeper than usual are in _far
    private Frame[]? _far;
    private MessagePackHeader _header;
    private int _open;
    private bool _isStarted;

    /// <summary>Starts before the first token of <paramref name="data"/>.</summary>
    public MessagePackWalker(ReadOnlySpan<byte> data)
    {
        _data = data;
        Index = -1;
    }

    /// <summary>What the current token is.</summary>
    public readonly MessagePackTokenKind Kind => _header.Kind;

    /// <summary>Where the current token begins.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the current token ends: a container's first child is there. See <see cref="ValueEnd"/>.</summary>
    public readonly int End => Offset + _header.Total;

    /// <summary>The bytes of the current string, binary, extension or number, without its head; empty for other tokens.</summary>
    public readonly ReadOnlySpan<byte> Content => _data.Slice(Offset + _header.Length, _header.Content);

    /// <summary>Where <see cref="Content"/> begins.</summary>
    public readonly int ContentOffset => Offset + _header.Length;

    /// <summary>The type of the current extension.</summary>
    public readonly sbyte ExtensionType => (sbyte)_data[Offset + _header.Length - 1];

    /// <summary>How many values the current container holds; of a map, keys with their values.</summary>
    public readonly int Count => Kind == MessagePackTokenKind.Map ? _header.Children / 2 : _header.Children;

    /// <summary>How many maps and arrays are around the current token.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the current token is a map's key, or inside of one that is a container.</summary>
    public bool IsKey { get; private set; }

    /// <summary>The content of the key under which the innermost map holds the current value; empty in an array or at the root.</summary>
    public ReadOnlySpan<byte> Key => Depth == 0 ? default : KeyAt(Depth - 1);

    /// <summary>The index in the innermost array; -1 in a map or at the root.</summary>
    public int Index { get; private set; }

    /// <summary>Whether the data is malformed, or ends too early, at <see cref="Offset"/>, where the walk has stopped.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The first byte of the current token, which says the format.</summary>
    internal readonly byte Format => _data[Offset];

    /// <summary>
    /// The key under which the container at <paramref name="depth"/> (0: the root) holds what is around the current token;
    /// empty when that container is an array.
    /// </summary>
    public ReadOnlySpan<byte> KeyAt(int depth)
    {
        ref Frame frame = ref FrameAt(depth);
        return _data.Slice(frame.KeyStart, frame.KeyLength);
    }

    /// <summary>The index at which the container at <paramref name="depth"/> (0: the root) holds what is around the current token; -1 for a map.</summary>
    public int IndexAt(int depth) => FrameAt(depth).Index;

    /// <summary>Goes to the next token.</summary>
    /// <returns>False behind the last token, or at malformed bytes.</returns>
    public bool Read()
    {
        int at = _isStarted ? End : 0;
        while (_open > 0 && FrameAt(_open - 1).Remaining == 0)
        {
            _open--;
        }
        if (IsMalformed || (_isStarted && _open == 0))
        {
            Offset = at;
            _header = default;
            return false;
        }
        if (!MessagePackHeader.TryRead(_data, at, out MessagePackHeader header))
        {
            return Fail(at);
        }
        _isStarted = true;
        _header = header;
        Offset = at;
        Depth = _open;
        EnterParent();
        if (header.Kind is MessagePackTokenKind.Array or MessagePackTokenKind.Map)
        {
            if (_open == SocketIoLimits.MaxDepth || IsKey) // JavaScript has no containers as keys
            {
                return Fail(at);
            }
            Push(header);
        }
        return true;
    }

    /// <summary>Where the current value ends, everything inside it included; -1 when it is malformed.</summary>
    public readonly int ValueEnd()
    {
        int at = End;
        long pending = _header.Children;
        while (pending > 0)
        {
            if (!MessagePackHeader.TryRead(_data, at, out MessagePackHeader header))
            {
                return -1;
            }
            at += header.Total;
            pending += header.Children - 1;
        }
        return at;
    }

    /// <summary>The current value was read otherwise: takes it for one token, however much is in it.</summary>
    internal void SkipTo(int end)
    {
        if (Kind is MessagePackTokenKind.Array or MessagePackTokenKind.Map)
        {
            _open--; // reading it has opened it
        }
        _header = new MessagePackHeader(Kind, 0, end - Offset, 0);
    }

    private void EnterParent()
    {
        IsKey = false;
        Index = -1;
        if (_open == 0)
        {
            return;
        }
        ref Frame parent = ref FrameAt(_open - 1);
        parent.Remaining--;
        if (!parent.IsMap)
        {
            Index = ++parent.Index;
        }
        else if ((parent.Remaining & 1) != 0) // its value is still to come
        {
            IsKey = true;
            parent.KeyStart = Offset + _header.Length;
            parent.KeyLength = _header.Content;
        }
    }

    private void Push(in MessagePackHeader header)
    {
        if (_open >= NearFrames && (_far is null || _open - NearFrames == _far.Length))
        {
            Array.Resize(ref _far, Math.Max(NearFrames, (_far?.Length ?? 0) * 2));
        }
        FrameAt(_open++) = new Frame
        {
            Remaining = header.Children,
            Index = -1,
            IsMap = header.Kind == MessagePackTokenKind.Map,
        };
    }

    private bool Fail(int at)
    {
        IsMalformed = true;
        Offset = at;
        _header = default;
        return false;
    }

    [UnscopedRef]
    private ref Frame FrameAt(int depth)
    {
        if (depth < NearFrames)
        {
            return ref _near[depth];
        }
        return ref _far![depth - NearFrames];
    }

    private struct Frame
    {
        public int Remaining;
        public int KeyStart;
        public int KeyLength;
        public int Index;
        public bool IsMap;
    }

    [InlineArray(NearFrames)]
    private struct NearFrameArray
    {
        private Frame _first;
    }
}

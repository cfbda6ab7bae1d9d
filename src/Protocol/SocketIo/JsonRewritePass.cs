using System.Buffers;
using System.Globalization;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>One pass over a payload that collects what to replace. Linear: no object is looked at twice.</summary>
internal ref struct JsonRewritePass
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _attachmentCount;
    private readonly bool _mayHoldNames;
    private OpenObject[]? _open; // by depth; only when placeholders may be there
    private JsonTokenizer _tokens;
    private int _firstComma;
    private int _lastComma;
    private int _elements;

    public JsonRewritePass(ReadOnlySpan<byte> payload, int attachmentCount)
    {
        _payload = payload;
        _attachmentCount = attachmentCount;
        _tokens = new JsonTokenizer(payload);
        // Without these no key can mean $binary or _placeholder, and keys need no look.
        _mayHoldNames =
            payload.IndexOf("$binary"u8) >= 0
            || payload.IndexOf("_placeholder"u8) >= 0
            || payload.IndexOf("\\u"u8) >= 0;
    }

    public JsonEdits Edits;

    public DecodeFault? Fault { get; private set; }

    /// <summary>Where the value lies, white space around it left out.</summary>
    public Range Root { get; private set; }

    /// <returns>False when the payload is not JSON.</returns>
    public bool Run(bool dropFirst, bool dropLast)
    {
        if (_mayHoldNames && _attachmentCount > 0)
        {
            _open = ArrayPool<OpenObject>.Shared.Rent(JsonTokenizer.MaxDepth + 1);
        }
        bool isArray = _tokens.Read() && _tokens.Kind == JsonTokenKind.ArrayStart;
        int start = _tokens.Start;
        int end = _tokens.End;
        if (_tokens.Kind != JsonTokenKind.None)
        {
            do
            {
                Visit(isArray && _tokens.Depth == 1, end);
                end = _tokens.End;
            } while (_tokens.Read());
        }
        if (_tokens.Failure != JsonFailure.None)
        {
            Fault = SocketIoFaults.Json(_tokens);
            return false;
        }
        Root = start..end;
        if (isArray)
        {
            Drop(dropFirst, dropLast, start + 1, end - 1);
        }
        return true;
    }

    public void Free()
    {
        Edits.Free();
        if (_open is not null)
        {
            ArrayPool<OpenObject>.Shared.Return(_open);
            _open = null;
        }
    }

    private void Visit(bool isElementToken, int previousEnd)
    {
        bool isEnd = _tokens.Kind is JsonTokenKind.ArrayEnd or JsonTokenKind.ObjectEnd;
        if (isElementToken && !isEnd)
        {
            if (_elements++ > 0)
            {
                _lastComma = previousEnd + _payload[previousEnd..].IndexOf((byte)',');
                _firstComma = _elements == 2 ? _lastComma : _firstComma;
            }
        }
        if (_mayHoldNames)
        {
            VisitNames();
        }
    }

    private void VisitNames()
    {
        int depth = _tokens.Depth;
        switch (_tokens.Kind)
        {
            case JsonTokenKind.ArrayStart or JsonTokenKind.ObjectStart when _open is not null:
                SetMember();
                _open[depth] = new OpenObject { Start = _tokens.Start };
                break;
            case JsonTokenKind.ObjectEnd when _open is not null:
                Close(ref _open[depth]);
                break;
            case JsonTokenKind.Key:
                if (JsonText.Equals(_tokens.Token, "$binary"u8))
                {
                    Edits.Add(new JsonEdit(_tokens.Start + 1, _tokens.Start + 1, -1, (byte)'$'));
                }
                if (_open is not null)
                {
                    _open[depth - 1].Member =
                        JsonText.Equals(_tokens.Token, "_placeholder"u8) ? OpenMember.Placeholder
                        : JsonText.Equals(_tokens.Token, "num"u8) ? OpenMember.Num
                        : OpenMember.Other;
                }
                break;
            case JsonTokenKind.ArrayEnd:
                break;
            default:
                SetMember();
                break;
        }
    }

    // The current token is a value, or begins one: of a name that comes twice, the last counts.
    private readonly void SetMember()
    {
        if (_open is null || _tokens.Depth == 0)
        {
            return;
        }
        ref OpenObject parent = ref _open[_tokens.Depth - 1];
        switch (parent.Member)
        {
            case OpenMember.Placeholder:
                parent.IsPlaceholder = _tokens.Kind == JsonTokenKind.True;
                break;
            case OpenMember.Num:
                parent.Num = _tokens.Kind == JsonTokenKind.Number ? ReadIndex(_tokens.Token) : -1;
                parent.HasNum = true;
                break;
            default:
                break;
        }
        parent.Member = OpenMember.Other;
    }

    private void Close(ref OpenObject closed)
    {
        if (!closed.IsPlaceholder)
        {
            return;
        }
        if (closed.HasNum && closed.Num >= 0 && closed.Num < _attachmentCount)
        {
            Edits.AddOver(new JsonEdit(closed.Start, _tokens.End, closed.Num, 0));
        }
        else
        {
            Fault ??= SocketIoFaults.Placeholder(closed.Start, _attachmentCount);
        }
    }

    private void Drop(bool first, bool last, int contentStart, int contentEnd)
    {
        bool isOnly = _elements == 1;
        if (_elements == 0 || !(first || last))
        {
            return;
        }
        if (isOnly || (first && last && _elements == 2))
        {
            Edits.AddOver(new JsonEdit(contentStart, contentEnd, -1, 0));
            return;
        }
        if (last)
        {
            Edits.AddOver(new JsonEdit(_lastComma, contentEnd, -1, 0));
        }
        if (first)
        {
            Edits.ReplaceUpTo(new JsonEdit(contentStart, _firstComma + 1, -1, 0));
        }
    }

    private static int ReadIndex(ReadOnlySpan<byte> number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && value >= 0
        && value <= int.MaxValue
        && Math.Floor(value) == value
            ? (int)value
            : -1;

    private enum OpenMember : byte
    {
        Other,
        Placeholder,
        Num,
    }

    private struct OpenObject
    {
        public int Start;
        public int Num;
        public bool HasNum;
        public bool IsPlaceholder;
        public OpenMember Member;
    }
}

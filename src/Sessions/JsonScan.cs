using System.Globalization;
using System.Text;
using System.Text.Json;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Finds the secrets of a well-formed JSON text: members by name at any depth, values by path.</summary>
internal sealed class JsonScan(RedactionRules rules, SecretMask mask)
{
    private readonly Frame[] _frames = new Frame[SocketIoLimits.MaxDepth + 1];
    private int _depth;

    /// <summary>Adds what is to be replaced in <paramref name="json"/>, positions moved by <paramref name="offset"/>.</summary>
    /// <returns>False when the text is not well-formed: then nothing found so far is to be relied on.</returns>
    public bool TryScan(ReadOnlySpan<byte> json, int offset, in JsonScope scope, RedactionHits hits)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SocketIoLimits.MaxDepth });
        _depth = 0;
        bool isNamed = false;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        isNamed = Name(ref reader);
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        _depth--;
                        break;
                    default:
                        if (_depth > 0 && _frames[_depth - 1].IsArray)
                        {
                            _frames[_depth - 1].Index++;
                            isNamed = false;
                        }
                        Value(ref reader, json, offset, scope, isNamed, hits);
                        isNamed = false;
                        break;
                }
            }
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Whether a text is JSON as far as it goes, but does not go to its end.</summary>
    public static bool IsBrokenOff(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }
        var reader = new Utf8JsonReader(
            start,
            isFinalBlock: false,
            new JsonReaderState(new JsonReaderOptions { MaxDepth = SocketIoLimits.MaxDepth })
        );
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Name(ref Utf8JsonReader reader)
    {
        ref Frame frame = ref _frames[_depth - 1];
        frame.KeyStart = (int)reader.TokenStartIndex + 1;
        frame.KeyLength = reader.ValueSpan.Length;
        frame.IsKeyEscaped = reader.ValueIsEscaped;
        return reader.ValueIsEscaped
            ? rules.Members.Contains(Unescape(ref reader))
            : rules.Members.Contains(reader.ValueSpan);
    }

    private void Value(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> json,
        int offset,
        in JsonScope scope,
        bool isNamed,
        RedactionHits hits
    )
    {
        bool isContainer = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        bool isEventName = scope.SkipsFirst && _depth == 1 && _frames[0].IsArray && _frames[0].Index == 0;
        if (!isEventName && reader.TokenType != JsonTokenType.Null && (isNamed || IsByPath(json, scope)))
        {
            Mask(ref reader, json, offset, scope, hits);
        }
        else if (isContainer)
        {
            _frames[_depth++] = new Frame { IsArray = reader.TokenType == JsonTokenType.StartArray, Index = -1 };
        }
    }

    private void Mask(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> json,
        int offset,
        in JsonScope scope,
        RedactionHits hits
    )
    {
        int start = (int)reader.TokenStartIndex;
        byte[]? text = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(Unescape(ref reader)) : null;
        if (text is not null && SecretMask.IsMask(text))
        {
            return;
        }
        reader.Skip();
        int end = (int)reader.BytesConsumed;
        ReadOnlySpan<byte> raw = json[start..end];
        hits.Add(offset + start, offset + end, mask.Of(text ?? raw), isQuoted: true, PathText(json, scope));
        if (text is null)
        {
            FindAttachments(raw, hits);
        }
    }

    private bool IsByPath(ReadOnlySpan<byte> json, in JsonScope scope)
    {
        if (scope.Paths.Count == 0 || _depth == 0)
        {
            return false;
        }
        JsonStep[] path = Steps(json, scope);
        for (int i = 0; i < scope.Paths.Count; i++)
        {
            if (scope.Paths[i].Matches(path))
            {
                return true;
            }
        }
        return false;
    }

    private JsonStep[] Steps(ReadOnlySpan<byte> json, in JsonScope scope)
    {
        var steps = new JsonStep[_depth];
        for (int i = 0; i < _depth; i++)
        {
            ref readonly Frame frame = ref _frames[i];
            int index = i == 0 && scope.SkipsFirst ? frame.Index - 1 : frame.Index;
            steps[i] = frame.IsArray ? new JsonStep(null, index) : new JsonStep(frame.Key(json), -1);
        }
        return steps;
    }

    private string PathText(ReadOnlySpan<byte> json, in JsonScope scope)
    {
        var text = new StringBuilder(scope.Prefix);
        foreach (JsonStep step in Steps(json, scope))
        {
            _ = step.Name is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]")
                : text.Append('.').Append(step.Name);
        }
        return text.ToString();
    }

    // {"token": <Buffer>}: the placeholder goes, and so must the bytes that it stands for.
    private static void FindAttachments(ReadOnlySpan<byte> value, RedactionHits hits)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = SocketIoLimits.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("num"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int index))
                {
                    hits.Attachments.Add(index);
                }
            }
        }
    }

    private static string Unescape(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException) // a lone surrogate, escaped or as bytes
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private struct Frame
    {
        public bool IsArray;
        public int Index;
        public int KeyStart;
        public int KeyLength;
        public bool IsKeyEscaped;

        public readonly string Key(ReadOnlySpan<byte> json)
        {
            ReadOnlySpan<byte> key = json.Slice(KeyStart, KeyLength);
            if (!IsKeyEscaped)
            {
                return Encoding.UTF8.GetString(key);
            }
            var reader = new Utf8JsonReader(json.Slice(KeyStart - 1, KeyLength + 2));
            reader.Read();
            return Unescape(ref reader);
        }
    }
}

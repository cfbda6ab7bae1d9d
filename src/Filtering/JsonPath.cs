using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SioProxy.Filtering;

/// <summary>The steps of a path, walked over a JSON text. Member names are compared ignoring case.</summary>
internal sealed class JsonPath(IReadOnlyList<PathStep> steps)
{
    private readonly byte[]?[] _names =
    [
        .. steps.Select(step => step.Name is null ? null : Encoding.UTF8.GetBytes(step.Name)),
    ];

    /// <summary>Visits the values at the path inside the value that the reader stands on, and leaves the reader at that value's end.</summary>
    public void Walk(ref Utf8JsonReader reader, ref JsonSearch search, int step)
    {
        if (step == steps.Count)
        {
            search.IsFound = true;
            search.IsMatched |= search.Test.IsMatch(ref reader);
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.StartObject && _names[step] is not null)
        {
            WalkObject(ref reader, ref search, step);
        }
        else if (reader.TokenType == JsonTokenType.StartArray && _names[step] is null)
        {
            WalkArray(ref reader, ref search, step);
        }
        else
        {
            reader.Skip();
        }
    }

    private void WalkObject(ref Utf8JsonReader reader, ref JsonSearch search, int step)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            bool isNamed = IsNamed(ref reader, step);
            reader.Read();
            if (isNamed)
            {
                Walk(ref reader, ref search, step + 1);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void WalkArray(ref Utf8JsonReader reader, ref JsonSearch search, int step)
    {
        int? wanted = steps[step].Index;
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (wanted is null || wanted == i)
            {
                Walk(ref reader, ref search, step + 1);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private bool IsNamed(ref Utf8JsonReader reader, int step)
    {
        byte[] name = _names[step]!;
        ReadOnlySpan<byte> key = reader.ValueSpan;
        if (!reader.ValueIsEscaped && Ascii.IsValid(key))
        {
            return Ascii.EqualsIgnoreCase(key, name);
        }
        char[] chars = LenientJsonText.Rent(key, reader.ValueIsEscaped, out int length);
        bool isNamed = ((ReadOnlySpan<char>)chars.AsSpan(0, length)).Equals(
            steps[step].Name,
            StringComparison.OrdinalIgnoreCase
        );
        ArrayPool<char>.Shared.Return(chars);
        return isNamed;
    }
}

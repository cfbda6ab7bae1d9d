using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SioProxy.Storage.Formats;

/// <summary>The members of one JSON object of a file that is imported, and the place to name when one of them is wrong.</summary>
internal readonly record struct JsonFields
{
    private const int LongestShown = 40;
    private readonly JsonElement _object;
    private readonly string _where;

    /// <exception cref="ImportException">It is no object.</exception>
    public JsonFields(JsonElement element, string where)
    {
        _where = where;
        _object =
            element.ValueKind == JsonValueKind.Object
                ? element
                : throw new ImportException(where, $"expected an object, not {Shown(element)}.");
    }

    /// <summary>A member; null when it is missing or null.</summary>
    public JsonElement? Find(string name)
    {
        try
        {
            return _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
                ? value
                : null;
        }
        catch (InvalidOperationException)
        {
            throw new ImportException(_where, "a member's name is no text.");
        }
    }

    public bool Has(string name) => Find(name) is not null;

    public ImportException Error(string name, string expected)
    {
        string found = Find(name) is { } value ? $"not {Shown(value)}" : "but it is missing";
        return new ImportException(_where, $"\"{name}\" must be {expected}, {found}.");
    }

    public string? OptionalText(string name) => Find(name) is null ? null : Text(name);

    public string Text(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.String } value)
        {
            throw Error(name, "a string");
        }
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ImportException(_where, $"\"{name}\" has half of a surrogate pair, which is no text.");
        }
    }

    /// <summary>A text's bytes in UTF-8.</summary>
    public byte[] Utf8(string name) => Encoding.UTF8.GetBytes(Text(name));

    public byte[] Base64(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : throw Error(name, "base64");

    public bool Flag(string name, bool otherwise = false) =>
        Find(name) switch
        {
            null => otherwise,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw Error(name, "true or false"),
        };

    public long? OptionalWhole(string name, long least = 0, long most = long.MaxValue) =>
        Find(name) is null ? null : Whole(name, least, most);

    public long Whole(string name, long least = 0, long most = long.MaxValue) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt64(out long number)
        && number >= least
        && number <= most
            ? number
            : throw Error(name, $"a whole number{(least > 0 || most < long.MaxValue ? Range(least, most) : "")}");

    public double? OptionalNumber(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value
                when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
            _ => throw Error(name, "a number"),
        };

    /// <summary>A time in ISO 8601, in microseconds since the Unix epoch.</summary>
    public long Time(string name) =>
        DateTimeOffset.TryParse(
            Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time
        )
            ? (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : throw Error(name, "a time such as 2026-11-25T10:00:00.000000Z");

    public IEnumerable<JsonElement> Array(string name) =>
        Find(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } value => value.EnumerateArray(),
            _ => throw Error(name, "an array"),
        };

    public JsonFields Object(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } value
            ? new JsonFields(value, _where)
            : throw Error(name, "an object");

    public JsonFields In(JsonElement element) => new(element, _where);

    /// <summary>One of several words.</summary>
    public T Word<T>(string name, IEnumerable<T> values, Func<T, string> wordOf)
    {
        string word = Text(name);
        foreach (T value in values)
        {
            if (string.Equals(wordOf(value), word, StringComparison.Ordinal))
            {
                return value;
            }
        }
        throw Error(name, "one of " + string.Join(", ", values.Select(wordOf)));
    }

    private static string Range(long least, long most) =>
        most == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $" from {least}")
            : string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}");

    private static string Shown(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");
    }
}

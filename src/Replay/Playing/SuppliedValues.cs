namespace SioProxy.Replay.Playing;

/// <summary>Values that a person supplies because the capture does not hold them, by name; names ignore case.</summary>
public sealed class SuppliedValues
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a set of values; of two of the same name the later one counts.</summary>
    public SuppliedValues(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (KeyValuePair<string, string> value in values)
        {
            _values[value.Key] = value.Value;
        }
    }

    /// <summary>Nothing is supplied.</summary>
    public static SuppliedValues None { get; } = new([]);

    /// <summary>The value of a name; null when it was not supplied.</summary>
    public string? Of(string name) => _values.GetValueOrDefault(name);

    /// <summary>Whether there is a value for a redacted place.</summary>
    public bool Has(SuppliedPlace place) => Of(place) is not null;

    /// <summary>The value for a redacted place: by the digits of its mark, else by its name; null when it was not supplied.</summary>
    internal string? Of(SuppliedPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return Of(place.Digits) ?? Of(place.Name);
    }
}

using System.Text.RegularExpressions;

namespace SioProxy.Replay.Playing;

/// <summary>Values that a person supplies because the capture does not hold them, by name; names ignore case.</summary>
public sealed partial class SuppliedValues
{
    private const string Copy = "copy";
    private const string EnvironmentPrefix = "env.";
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, string?> _environment;

    /// <summary>Makes a set of values; of two of the same name the later one counts.</summary>
    /// <param name="environment">The environment, for <c>${env.NAME}</c> in rules; null: there is none.</param>
    public SuppliedValues(IEnumerable<KeyValuePair<string, string>> values, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        _environment = environment ?? (_ => null);
        _values[Copy] = "1";
        foreach (KeyValuePair<string, string> value in values)
        {
            _values[value.Key] = value.Value;
        }
    }

    /// <summary>Nothing is supplied.</summary>
    public static SuppliedValues None { get; } = new([]);

    /// <summary>The same values for one of many copies of the clients: <c>${copy}</c> in them becomes its number.</summary>
    public SuppliedValues ForCopy(int number)
    {
        string text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new SuppliedValues(
            [
                .. _values.Select(value =>
                    KeyValuePair.Create(value.Key, value.Value.Replace("${copy}", text, StringComparison.Ordinal))
                ),
                new(Copy, text),
            ],
            _environment
        );
    }

    /// <summary>The value of a name; null when it was not supplied.</summary>
    public string? Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal)
            ? _environment(name[EnvironmentPrefix.Length..])
            : _values.GetValueOrDefault(name);
    }

    /// <summary>Whether there is a value for a redacted place.</summary>
    public bool Has(SuppliedPlace place) => Of(place) is not null;

    /// <summary>A rule's text with the values in the places of <c>${env.NAME}</c> and <c>${NAME}</c>.</summary>
    /// <param name="missing">The names that there are no values for.</param>
    /// <param name="isSecret">Whether it holds a value that is not to be shown.</param>
    public string Expand(string text, out IReadOnlyList<string> missing, out bool isSecret)
    {
        ArgumentNullException.ThrowIfNull(text);
        var unknown = new List<string>();
        bool holdsSecret = false;
        string expanded = Reference()
            .Replace(
                text,
                match =>
                {
                    string name = match.Groups["name"].Value;
                    holdsSecret |= !string.Equals(name, Copy, StringComparison.Ordinal);
                    if (Of(name) is { } value)
                    {
                        return value;
                    }
                    unknown.Add(name);
                    return match.Value;
                }
            );
        missing = unknown;
        isSecret = holdsSecret;
        return expanded;
    }

    /// <summary>The value for a redacted place: by the digits of its mark, else by its name; null when it was not supplied.</summary>
    internal string? Of(SuppliedPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return Of(place.Digits) ?? Of(place.Name);
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9_.-]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}

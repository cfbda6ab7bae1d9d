using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SioProxy.Sessions;

namespace SioProxy.Replay.Values;

/// <summary>
/// What a rule allows at a place whose value changes from run to run: <c>@any @type @iso8601 @iso8601(±5s) @epoch(±1m)
/// @uuid @regex(…) @number(±x) @absent</c>.
/// </summary>
public sealed partial class ValueMatcher
{
    private static readonly TimeSpan RegexPatience = TimeSpan.FromSeconds(1);
    private readonly string _kind;
    private readonly TimeSpan? _span;
    private readonly double _tolerance;
    private readonly Regex? _regex;

    private ValueMatcher(string text, string kind, TimeSpan? span = null, double tolerance = 0, Regex? regex = null)
    {
        Text = text;
        _kind = kind;
        _span = span;
        _tolerance = tolerance;
        _regex = regex;
    }

    /// <summary>The matcher as a rules file writes it.</summary>
    public string Text { get; }

    /// <summary>Whether the place may be missing on either side.</summary>
    public bool AllowsAbsence => _kind is "absent" or "any";

    /// <summary>Reads a matcher.</summary>
    /// <param name="error">One sentence that says what was expected.</param>
    public static bool TryParse(string text, out ValueMatcher? matcher, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        matcher = null;
        error = null;
        Match match = Form().Match(text);
        string kind = match.Groups["kind"].Value;
        string argument = match.Groups["argument"].Value;
        bool hasArgument = match.Groups["argument"].Success;
        switch (kind)
        {
            case "any" or "type" or "uuid" or "absent" when !hasArgument:
                matcher = new ValueMatcher(text, kind);
                break;
            case "iso8601" or "epoch" when !hasArgument:
                matcher = new ValueMatcher(text, kind);
                break;
            case "iso8601" or "epoch" when TryParseSpan(argument, out TimeSpan span):
                matcher = new ValueMatcher(text, kind, span);
                break;
            case "number" when !hasArgument:
                matcher = new ValueMatcher(text, kind, tolerance: double.PositiveInfinity);
                break;
            case "number" when TryParseTolerance(argument, out double tolerance):
                matcher = new ValueMatcher(text, kind, tolerance: tolerance);
                break;
            case "regex" when TryParseRegex(argument, out Regex? regex):
                matcher = new ValueMatcher(text, kind, regex: regex);
                break;
            default:
                error =
                    $"\"{text}\" is no matcher; expected @any, @type, @iso8601(±5s), @epoch(±1m), @uuid, @regex(…), @number(±0.1) or @absent.";
                break;
        }
        return matcher is not null;
    }

    /// <summary>Whether a live value will do where the recorded one stood.</summary>
    /// <param name="recorded">The recorded value; null when the place is missing there.</param>
    /// <param name="recordedAtMicros">When the recorded step was seen, in microseconds since the Unix epoch.</param>
    /// <param name="live">The live value; null when the place is missing there.</param>
    /// <param name="liveAtMicros">When the live step was seen, in microseconds since the Unix epoch.</param>
    public bool Matches(JsonElement? recorded, long recordedAtMicros, JsonElement? live, long liveAtMicros)
    {
        if (recorded is not { } was || live is not { } now)
        {
            return AllowsAbsence;
        }
        return _kind switch
        {
            "any" or "absent" => true,
            "type" => string.Equals(JsonTypes.Of(was), JsonTypes.Of(now), StringComparison.Ordinal),
            "uuid" => now.ValueKind == JsonValueKind.String && Guid.TryParse(CapturedJson.Of(now), out _),
            "regex" => now.ValueKind == JsonValueKind.String && IsMatch(CapturedJson.Of(now)),
            "number" => IsNear(was, now),
            "iso8601" => AgreesInTime(IsoMicros(was), recordedAtMicros, IsoMicros(now), liveAtMicros),
            _ => AgreesInTime(EpochMicros(was), recordedAtMicros, EpochMicros(now), liveAtMicros),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // A text that takes too long is none that matches.
    private bool IsMatch(string text)
    {
        try
        {
            return _regex!.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // A time may be as far from the moment it was sent as the recorded one was, give or take the span.
    private bool AgreesInTime(long? was, long wasAt, long? now, long nowAt) =>
        now is not null
        && (
            _span is not { } span
            || (was is not null && Math.Abs(now.Value - nowAt - (was.Value - wasAt)) <= span.TotalMicroseconds)
        );

    private bool IsNear(JsonElement was, JsonElement now) =>
        was.ValueKind == JsonValueKind.Number
        && now.ValueKind == JsonValueKind.Number
        && Math.Abs(was.GetDouble() - now.GetDouble()) <= _tolerance;

    private static long? IsoMicros(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(
            CapturedJson.Of(value),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time
        )
            ? (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : null;

    // Seconds, milliseconds or microseconds: what makes it a time between 1990 and 2100.
    private static long? EpochMicros(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return null;
        }
        double number = value.GetDouble();
        foreach (double unit in (ReadOnlySpan<double>)[1e6, 1e3, 1])
        {
            if (number * unit is > 631e12 and < 4103e12)
            {
                return (long)(number * unit);
            }
        }
        return null;
    }

    private static bool TryParseTolerance(string text, out double tolerance) =>
        double.TryParse(text.TrimStart('±'), NumberStyles.Float, CultureInfo.InvariantCulture, out tolerance)
        && tolerance >= 0;

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        Match match = Span().Match(text);
        span = default;
        if (!match.Success)
        {
            return false;
        }
        double number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        span = match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        };
        return true;
    }

    private static bool TryParseRegex(string pattern, out Regex? regex)
    {
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, RegexPatience);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            regex = null;
            return false;
        }
    }

    [GeneratedRegex(
        @"^@(?<kind>[a-z0-9]+)(\((?<argument>.*)\))?$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Form();

    [GeneratedRegex(
        @"^±?(?<number>\d{1,9}(\.\d{1,6})?)(?<unit>ms|s|m|h|d)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Span();
}

using System.Globalization;

namespace SioProxy.Filtering;

/// <summary>Times of the language, to and from text. All are UTC unless an offset is written.</summary>
internal static class FilterTimes
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private static readonly long FirstMicros = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / 10;
    private static readonly long EndMicros = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / 10;
    private const int DateLength = 10; // 2026-11-22

    public static bool TryParse(string text, out FilterTime time)
    {
        ReadOnlySpan<char> rest = text;
        time = default;
        bool hasDate = rest.Length >= DateLength && rest[4] == '-';
        long dayMicros = 0;
        if (hasDate)
        {
            if (
                !DateOnly.TryParseExact(
                    rest[..DateLength],
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out DateOnly date
                )
            )
            {
                return false;
            }
            dayMicros =
                (date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * FilterTime.MicrosPerDay;
            rest = rest[DateLength..];
            if (rest.IsEmpty)
            {
                time = new FilterTime(dayMicros, FilterTime.MicrosPerDay, IsTimeOfDay: false);
                return true;
            }
            if (rest[0] is not ('T' or 't' or ' '))
            {
                return false;
            }
            rest = rest[1..];
        }
        if (
            !TryTakeOffset(ref rest, hasDate, out long offset)
            || !TryParseClock(rest, out long micros, out long precision)
        )
        {
            return false;
        }
        time = new FilterTime(dayMicros + micros - offset, precision, !hasDate);
        return time.IsTimeOfDay || (time.Micros >= FirstMicros && time.Micros < EndMicros);
    }

    private static bool TryTakeOffset(ref ReadOnlySpan<char> rest, bool hasDate, out long micros)
    {
        micros = 0;
        if (rest is [.. var utc, 'Z' or 'z'])
        {
            rest = utc;
            return true;
        }
        int sign = rest.IndexOfAny('+', '-');
        if (sign < 0)
        {
            return true;
        }
        ReadOnlySpan<char> offset = rest[(sign + 1)..];
        bool isBehind = rest[sign] == '-';
        rest = rest[..sign];
        if (!hasDate || offset.Length != 5 || !TryParseClock(offset, out micros, out _)) // +01:00
        {
            return false;
        }
        micros = isBehind ? -micros : micros;
        return true;
    }

    /// <summary>Reads <c>15:04</c>, <c>15:04:05</c> or <c>15:04:05.123456</c>.</summary>
    private static bool TryParseClock(ReadOnlySpan<char> text, out long micros, out long precision)
    {
        micros = 0;
        precision = Minute;
        int colon = text.IndexOf(':');
        if (colon is not (1 or 2) || !TryParseField(text[..colon], 24, out long hours))
        {
            return false;
        }
        text = text[(colon + 1)..];
        if (text.Length < 2 || !TryParseField(text[..2], 60, out long minutes))
        {
            return false;
        }
        micros = (hours * 60 + minutes) * Minute;
        text = text[2..];
        if (text.IsEmpty)
        {
            return true;
        }
        if (text.Length < 3 || text[0] != ':' || !TryParseField(text[1..3], 60, out long seconds))
        {
            return false;
        }
        micros += seconds * Second;
        precision = Second;
        text = text[3..];
        if (text.IsEmpty)
        {
            return true;
        }
        if (text[0] != '.' || text.Length is < 2 or > 7)
        {
            return false;
        }
        foreach (char digit in text[1..])
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }
            precision /= 10;
            micros += (digit - '0') * precision;
        }
        return true;
    }

    private static bool TryParseField(ReadOnlySpan<char> digits, int limit, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < limit;

    public static string Format(FilterTime time)
    {
        long day = Math.DivRem(time.Micros, FilterTime.MicrosPerDay, out long micros);
        if (micros < 0)
        {
            day--;
            micros += FilterTime.MicrosPerDay;
        }
        string date = time.IsTimeOfDay
            ? ""
            : DateOnly
                .FromDateTime(DateTime.UnixEpoch)
                .AddDays((int)day)
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (time.PrecisionMicros == FilterTime.MicrosPerDay)
        {
            return date;
        }
        string clock = string.Create(
            CultureInfo.InvariantCulture,
            $"{micros / (60 * Minute):00}:{micros / Minute % 60:00}"
        );
        if (time.PrecisionMicros < Minute)
        {
            clock += string.Create(CultureInfo.InvariantCulture, $":{micros / Second % 60:00}");
        }
        if (time.PrecisionMicros < Second)
        {
            string fraction = (micros % Second).ToString("000000", CultureInfo.InvariantCulture);
            int digits = 0;
            for (long precision = time.PrecisionMicros; precision < Second; precision *= 10)
            {
                digits++;
            }
            clock += "." + fraction[..digits];
        }
        return time.IsTimeOfDay ? clock : $"{date}T{clock}Z";
    }
}

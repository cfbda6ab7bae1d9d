using System.Globalization;

namespace SioProxy.Viewer.Packets;

/// <summary>Where a text asks to go: a row's id, a share of the list, or a time. Pure.</summary>
internal static class GoToTarget
{
    /// <summary>Reads <c>17</c>, <c>50%</c> or a time as the filter language writes it (<c>15:04:05</c>, <c>2026-11-22T15:05Z</c>).</summary>
    /// <returns>The id, the share from 0 to 1, or the filter that the first row from that time on matches; all null when the text is neither.</returns>
    public static (long? Id, double? Share, string? From) Parse(string text)
    {
        text = text.Trim();
        if (
            text.EndsWith('%')
            && double.TryParse(
                text[..^1],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double percent
            )
            && percent is >= 0 and <= 100
        )
        {
            return (null, percent / 100, null);
        }
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            return (id, null, null);
        }
        string from = "at>=" + text;
        return text.Contains(':', StringComparison.Ordinal) && Filtering.Filter.TryParse(from, out _, out _)
            ? (null, null, from)
            : (null, null, null);
    }
}

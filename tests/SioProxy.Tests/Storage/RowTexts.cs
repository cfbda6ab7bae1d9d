using SioProxy.Sessions;

namespace SioProxy.Tests.Storage;

/// <summary>Rows as text that shows every property, to compare them.</summary>
internal static class RowTexts
{
    public static IEnumerable<string> Of(IEnumerable<CaptureEntry> entries) => entries.Select(Of).ToList();

    public static string Of(CaptureEntry entry)
    {
        IEnumerable<string> values = entry
            .GetType()
            .GetProperties()
            .Where(property => property.Name is not (nameof(CapturedPacket.Asks) or nameof(CapturedPacket.Answers)))
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => property.Name + "=" + Value(property.GetValue(entry)));
        return entry.GetType().Name + " " + string.Join(' ', values);
    }

    private static string Value(object? value) =>
        value switch
        {
            null => "null",
            ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
            string text => Uri.EscapeDataString(text),
            System.Collections.IEnumerable list => "[" + string.Join(',', list.Cast<object?>().Select(Value)) + "]",
            _ => value.ToString()!,
        };
}

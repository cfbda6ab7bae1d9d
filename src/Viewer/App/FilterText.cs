using System.Globalization;
using System.Text;

namespace SioProxy.Viewer.App;

/// <summary>Values as the filter language writes them.</summary>
internal static class FilterText
{
    /// <summary>A text in quotes: exactly this, wildcards included.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }
        return quoted.Append('"').ToString();
    }
}

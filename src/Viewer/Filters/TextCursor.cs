using System.Globalization;

namespace SioProxy.Viewer.Filters;

/// <summary>Places in a text, counted in what people see as characters (as text fields do) and in UTF-16 units.</summary>
internal static class TextCursor
{
    public static int ToUnits(string text, int elements)
    {
        int at = 0;
        for (; elements > 0 && at < text.Length; elements--)
        {
            at += StringInfo.GetNextTextElementLength(text, at);
        }
        return at;
    }

    public static int ToElements(string text, int units)
    {
        int elements = 0;
        for (int at = 0; at < Math.Min(units, text.Length); elements++)
        {
            at += StringInfo.GetNextTextElementLength(text, at);
        }
        return elements;
    }
}

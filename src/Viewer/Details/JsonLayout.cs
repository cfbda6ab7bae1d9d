using System.Text;
using System.Text.Json;

namespace SioProxy.Viewer.Details;

/// <summary>Lays a JSON text out in lines for people. Numbers and strings stay as they were on the wire, escapes included.</summary>
internal static class JsonLayout
{
    private const int Width = 96;
    private const int Indent = 2;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>The lines; of text that is no JSON the text itself.</summary>
    public static IReadOnlyList<string> Lines(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            return reader.Read() ? Value(ref reader, 0) : [""];
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(json).Split('\n');
        }
    }

    private static List<string> Value(ref Utf8JsonReader reader, int depth)
    {
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
        {
            return [Scalar(ref reader)];
        }
        var items = new List<List<string>>();
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            string name = "";
            if (isObject)
            {
                name = $"\"{Encoding.UTF8.GetString(reader.ValueSpan)}\": ";
                reader.Read();
            }
            List<string> item = Value(ref reader, depth + 1);
            item[0] = name + item[0];
            items.Add(item);
        }
        return Join(items, isObject ? '{' : '[', isObject ? '}' : ']', depth);
    }

    private static string Scalar(ref Utf8JsonReader reader)
    {
        string text = Encoding.UTF8.GetString(reader.ValueSpan);
        return reader.TokenType == JsonTokenType.String ? $"\"{text}\"" : text;
    }

    /// <summary>On one line where that fits, else an item a line.</summary>
    private static List<string> Join(List<List<string>> items, char open, char close, int depth)
    {
        int length = items.Sum(item => item.Count == 1 ? item[0].Length + 2 : Width) + depth * Indent;
        if (length < Width)
        {
            return [open + string.Join(", ", items.Select(item => item[0])) + close];
        }
        var lines = new List<string> { open.ToString() };
        for (int i = 0; i < items.Count; i++)
        {
            items[i][^1] += i < items.Count - 1 ? "," : "";
            lines.AddRange(items[i].Select(line => new string(' ', Indent) + line));
        }
        lines.Add(close.ToString());
        return lines;
    }
}

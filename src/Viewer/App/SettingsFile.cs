using System.Text.Json;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Commands;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.App;

/// <summary>The configuration file: JSON with comments, documented in docs/viewer.md. Whatever is wrong in it is told with its line.</summary>
internal static class SettingsFile
{
    /// <summary>Where it lies: <c>$SIOVIEW_CONFIG</c>, else <c>sioproxy/sioview.json</c> in <c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>.</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Named) is { Length: > 0 } named)
            {
                return named;
            }
            return ViewerDirectory.Default is { } directory ? System.IO.Path.Combine(directory, "sioview.json") : ""; // there is no home, and no such file
        }
    }

    private const string Named = "SIOVIEW_CONFIG";

    private static bool IsNamed => Environment.GetEnvironmentVariable(Named) is { Length: > 0 };

    /// <summary>The settings of a file; the defaults when there is none. A terminal without colours goes before its theme.</summary>
    /// <exception cref="CommandUsageException">Something in it is wrong.</exception>
    public static ViewerSettings Read(string path, ColorDepth colors)
    {
        ViewerSettings defaults = ViewerSettings.Default with { Colors = colors, Theme = ViewerThemes.For(colors) };
        bool isThere = File.Exists(path) || IsNamed; // one that was named is not to be missing
        ViewerSettings settings = isThere ? Parse(Bytes(path), path, defaults) : defaults;
        return colors == ColorDepth.None ? settings with { Theme = ViewerThemes.Mono }
            : ReferenceEquals(settings.Theme, ViewerThemes.Basic) ? settings with { Colors = ColorDepth.Sixteen }
            : settings;
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException($"The configuration cannot be read: {exception.Message}");
        }
    }

    /// <summary>The settings that a text means.</summary>
    /// <param name="name">What to call the text in messages.</param>
    /// <param name="defaults">What holds where the text says nothing.</param>
    public static ViewerSettings Parse(byte[] utf8, string name, ViewerSettings? defaults = null)
    {
        var reader = new Utf8JsonReader(
            utf8,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        try
        {
            ViewerSettings settings = defaults ?? ViewerSettings.Default;
            _ = reader.Read();
            Expect(reader.TokenType == JsonTokenType.StartObject, "expected an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string property = reader.GetString()!;
                _ = reader.Read();
                settings = property switch
                {
                    "theme" => settings with { Theme = Choice(ref reader, ViewerThemes.All) },
                    "time" => settings with { TimeFormat = Choice(ref reader, Times) },
                    "columns" => settings with
                    {
                        Columns = Texts(ref reader).ConvertAll(text => Choice(text, ColumnNames)),
                    },
                    "keys" => Keys(ref reader, settings, line => $"{name}, line {line}", utf8),
                    _ => throw new FormatException(
                        $"there is no setting '{property}': expected theme, time, columns or keys"
                    ),
                };
            }
            return settings;
        }
        catch (JsonException exception)
        {
            throw new CommandUsageException($"{name}, line {exception.LineNumber + 1}: this is no JSON.");
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            int line = Line(reader, utf8);
            string what = exception is FormatException ? exception.Message : "expected a text";
            throw new CommandUsageException($"{name}, line {line}: {what}.");
        }
    }

    private static readonly Dictionary<string, TimeFormat> Times = new(StringComparer.Ordinal)
    {
        ["absolute"] = TimeFormat.Absolute,
        ["start"] = TimeFormat.SinceStart,
        ["session"] = TimeFormat.SinceSession,
        ["previous"] = TimeFormat.SincePrevious,
    };

    private static readonly Dictionary<string, PacketColumn> ColumnNames = PacketColumns.All.ToDictionary(
        PacketColumns.NameOf,
        StringComparer.Ordinal
    );

    private static int Line(in Utf8JsonReader reader, byte[] utf8) =>
        utf8.AsSpan(0, (int)Math.Min(reader.BytesConsumed, utf8.Length)).Count((byte)'\n') + 1;

    private static ViewerSettings Keys(
        ref Utf8JsonReader reader,
        ViewerSettings settings,
        Func<int, string> where,
        byte[] utf8
    )
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "expected an object of command ids and keys");
        var keys = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string command = reader.GetString()!;
            places[command] = where(Line(reader, utf8));
            _ = reader.Read();
            List<string> names = reader.TokenType == JsonTokenType.StartArray ? Texts(ref reader) : [Text(ref reader)];
            foreach (string key in names)
            {
                Expect(KeyNames.IsValid(key), $"'{key}' is no key: expected one like j, G, ctrl+d, f5, space, enter");
            }
            keys[command] = names;
        }
        return settings with { Keys = keys, KeysWhere = places };
    }

    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, "expected a list of texts");
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(Text(ref reader));
        }
        return texts;
    }

    private static T Choice<T>(ref Utf8JsonReader reader, IReadOnlyDictionary<string, T> choices) =>
        Choice(Text(ref reader), choices);

    private static string Text(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.String, "expected a text");
        return reader.GetString()!;
    }

    private static T Choice<T>(string text, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(text, out T? choice)
            ? choice
            : throw new FormatException($"'{text}' is none of {string.Join(", ", choices.Keys)}");

    private static void Expect(bool condition, string what)
    {
        if (!condition)
        {
            throw new FormatException(what);
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using SioProxy.Filtering;

namespace SioProxy.Viewer.Filters;

/// <summary>
/// The filters of before and the saved ones, kept in a file of the user's (mode 0600: filters name people and secrets).
/// A file that cannot be read or written costs the memory of filters, nothing else.
/// </summary>
internal sealed class FilterShelf
{
    public const string FileName = "filters.json";
    private const int MaxHistory = 200;
    private const int MaxSaved = 1000;

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string? _path;
    private readonly List<string> _history = [];
    private readonly List<SavedFilter> _saved = [];

    /// <param name="directory">Where the file lies; null: nothing is kept.</param>
    public FilterShelf(string? directory)
    {
        _path = directory is null ? null : Path.Combine(directory, FileName);
        Read();
    }

    /// <summary>The latest first, each once.</summary>
    public IReadOnlyList<string> History => _history;

    /// <summary>By name.</summary>
    public IReadOnlyList<SavedFilter> Saved => _saved;

    /// <summary>Remembers a filter that was used. Blank ones and what is no filter are not kept.</summary>
    /// <returns>Why it could not be written; null when it was.</returns>
    public string? Remember(string filter)
    {
        string text = filter.Trim();
        if (text.Length == 0 || !Filter.TryParse(text, out _, out _))
        {
            return null;
        }
        return Change(() =>
        {
            _ = _history.Remove(text);
            _history.Insert(0, text);
            _history.RemoveRange(Math.Min(MaxHistory, _history.Count), Math.Max(0, _history.Count - MaxHistory));
        });
    }

    /// <summary>Saves a filter under a name; the same name again replaces it.</summary>
    /// <returns>What is wrong; null when it was saved.</returns>
    public string? Save(string name, string filter)
    {
        string title = name.Trim();
        if (title.Length is 0 or > 60)
        {
            return "A name has 1 to 60 characters.";
        }
        if (_saved.Count >= MaxSaved)
        {
            return "There are too many saved filters.";
        }
        return Change(() =>
        {
            _ = _saved.RemoveAll(saved => saved.Name.Equals(title, StringComparison.OrdinalIgnoreCase));
            _saved.Add(new SavedFilter(title, filter.Trim()));
            _saved.Sort((a, b) => StringComparer.OrdinalIgnoreCase.Compare(a.Name, b.Name));
        });
    }

    public string? Delete(string name) =>
        Change(() => _saved.RemoveAll(saved => saved.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    // Another viewer may have written meanwhile: its changes are read first.
    private string? Change(Action change)
    {
        Read();
        change();
        return Write();
    }

    private void Read()
    {
        if (_path is null || !File.Exists(_path))
        {
            return;
        }
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(_path));
            var history = new List<string>();
            var saved = new List<SavedFilter>();
            foreach (JsonElement item in Members(document.RootElement, "history"))
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    history.Add(item.GetString()!);
                }
            }
            foreach (JsonElement item in Members(document.RootElement, "saved"))
            {
                if (
                    item.ValueKind == JsonValueKind.Object
                    && item.TryGetProperty("name", out JsonElement name)
                    && item.TryGetProperty("filter", out JsonElement filter)
                    && name.ValueKind == JsonValueKind.String
                    && filter.ValueKind == JsonValueKind.String
                )
                {
                    saved.Add(new SavedFilter(name.GetString()!, filter.GetString()!));
                }
            }
            _history.Clear();
            _history.AddRange(history.Take(MaxHistory));
            _saved.Clear();
            _saved.AddRange(saved.Take(MaxSaved));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // Nothing to remember then; the next change writes a whole file.
        }
    }

    private string? Write()
    {
        if (_path is null)
        {
            return null;
        }
        try
        {
            string directory = Path.GetDirectoryName(_path)!;
            if (!OperatingSystem.IsWindows() && !Directory.Exists(directory))
            {
                _ = Directory.CreateDirectory(
                    directory,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
            }
            _ = Directory.CreateDirectory(directory);
            string temporary =
                _path + "." + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            WriteTo(temporary);
            File.Move(temporary, _path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"Filters are not kept: {e.Message}";
        }
    }

    private void WriteTo(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var file = new FileStream(path, options);
        using var json = new Utf8JsonWriter(file, Options);
        json.WriteStartObject();
        json.WriteStartArray("history");
        _history.ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WriteStartArray("saved");
        foreach (SavedFilter saved in _saved)
        {
            json.WriteStartObject();
            json.WriteString("name", saved.Name);
            json.WriteString("filter", saved.Filter);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static JsonElement.ArrayEnumerator Members(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty(name, out JsonElement list)
        && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : default;
}

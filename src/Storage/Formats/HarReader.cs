using System.Globalization;
using System.Text.Json;

namespace SioProxy.Storage.Formats;

/// <summary>Reads the entries of a HAR file one by one, as the file may be much larger than what of it is wanted.</summary>
public sealed class HarReader(Stream input)
{
    private const int LargestEntry = 256 << 20;
    private const int MostEntries = 2_000_000;
    private const int MaxDepth = 128;
    private readonly FileWindow _window = new(input, 256 * 1024);
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth });
    private Place _place = Place.Root;
    private bool _hasEntries;
    private long _number;

    /// <summary>The exchanges that may be Engine.IO's, and all WebSockets, in the order of the file.</summary>
    /// <exception cref="ImportException">The file is no HAR, or an entry is wrong; the message names it.</exception>
    public IEnumerable<HarExchange> ReadAll()
    {
        SkipMark();
        while (Next() is { } entry)
        {
            using (entry)
            {
                string where = string.Create(CultureInfo.InvariantCulture, $"entry {_number}");
                if (HarEntry.Read(new JsonFields(entry.RootElement, where), _number) is { } exchange)
                {
                    yield return exchange;
                }
            }
        }
        if (!_hasEntries)
        {
            throw new ImportException("", "This is no HAR file: it has no \"log\" with \"entries\".");
        }
    }

    private enum Place
    {
        Root,
        Log,
        Entries,
    }

    // A byte order mark is not JSON, but some tools write one.
    private void SkipMark()
    {
        Fill();
        if (_window.Rest.Span.StartsWith("\ufeff"u8))
        {
            _window.Take(3);
        }
    }

    /// <summary>The next entry; null at the end of the file.</summary>
    private JsonDocument? Next()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_window.Rest.Span, _window.IsAtEnd, _state);
            try
            {
                bool needsMore = !TryAdvance(ref reader, out Range found);
                JsonDocument? entry =
                    needsMore || found.Equals(default)
                        ? null
                        : JsonDocument.Parse(
                            _window.Rest[found].ToArray(),
                            new JsonDocumentOptions { MaxDepth = MaxDepth }
                        );
                _window.Take((int)reader.BytesConsumed);
                _state = reader.CurrentState;
                if (!needsMore)
                {
                    return entry;
                }
            }
            catch (JsonException e)
            {
                throw Broken(e);
            }
            Fill();
        }
    }

    /// <returns>False when more of the file is needed; true with an entry, or without one at the file's end.</returns>
    private bool TryAdvance(ref Utf8JsonReader reader, out Range entry)
    {
        entry = default;
        while (true)
        {
            Utf8JsonReader before = reader;
            if (!reader.Read())
            {
                return _window.IsAtEnd;
            }
            if (_place == Place.Entries && reader.CurrentDepth == 3 && reader.TokenType == JsonTokenType.StartObject)
            {
                int from = (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                {
                    reader = before;
                    return false;
                }
                if (++_number > MostEntries)
                {
                    throw new ImportException("", $"The file has more than {MostEntries} entries.");
                }
                entry = from..(int)reader.BytesConsumed;
                return true;
            }
            Follow(ref reader);
        }
    }

    private void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                _place = reader.ValueTextEquals("log"u8) ? Place.Log : Place.Root;
                break;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 2 && _place is Place.Log or Place.Entries:
                _place = reader.ValueTextEquals("entries"u8) ? Place.Entries : Place.Log;
                break;
            case JsonTokenType.StartArray when reader.CurrentDepth == 2 && _place == Place.Entries:
                _hasEntries = true;
                break;
            case var token
                when _place == Place.Entries && reader.CurrentDepth == 3 && token != JsonTokenType.StartObject:
                throw new ImportException(
                    string.Create(CultureInfo.InvariantCulture, $"entry {_number + 1}"),
                    "expected an object."
                );
        }
    }

    private ImportException Broken(JsonException exception)
    {
        bool isEmpty = _number == 0 && !_hasEntries;
        string why = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
        return isEmpty
            ? new ImportException("", $"This is no HAR file: it is not JSON ({why}).")
            : new ImportException(
                string.Create(CultureInfo.InvariantCulture, $"entry {_number + 1}"),
                $"the file is broken here ({why})."
            );
    }

    private void Fill()
    {
        if (_window.Rest.Length > LargestEntry)
        {
            throw new ImportException(
                string.Create(CultureInfo.InvariantCulture, $"entry {_number + 1}"),
                $"it is larger than {LargestEntry >> 20} MB."
            );
        }
        _window.Fill();
    }
}

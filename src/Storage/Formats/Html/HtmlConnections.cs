using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats.Html;

/// <summary>A block of connections. Their headers mostly repeat, so each is written once and referred to by its number.</summary>
internal sealed class HtmlConnections
{
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<HttpHeader, int> _numbers = [];

    public HtmlConnections(Utf8JsonWriter json)
    {
        _json = json;
        json.WriteStartObject();
        json.WriteStartArray("connections"u8);
    }

    public void Write(ConnectionEntry entry)
    {
        _json.WriteStartObject();
        _json.WriteNumber("id"u8, entry.Id);
        _json.WriteString("method"u8, entry.Method);
        _json.WriteString("target"u8, entry.Target);
        _json.WriteString("http"u8, entry.HttpVersion);
        _json.WriteNumber("opened"u8, entry.OpenedAtMicros);
        if (entry.EndedAtMicros is { } ended)
        {
            _json.WriteNumber("ended"u8, ended);
        }
        if (entry.Status is { } status)
        {
            _json.WriteNumber("status"u8, status);
        }
        Write("request"u8, entry.RequestHeaders);
        Write("response"u8, entry.ResponseHeaders);
        _json.WriteEndObject();
    }

    public void Complete()
    {
        _json.WriteEndArray();
        _json.WriteStartArray("headers"u8);
        foreach (HttpHeader header in _numbers.OrderBy(pair => pair.Value).Select(pair => pair.Key))
        {
            _json.WriteStartArray();
            _json.WriteStringValue(header.Name);
            _json.WriteStringValue(header.Value);
            _json.WriteEndArray();
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Write(ReadOnlySpan<byte> name, IReadOnlyList<HttpHeader> headers)
    {
        _json.WriteStartArray(name);
        foreach (HttpHeader header in headers)
        {
            if (!_numbers.TryGetValue(header, out int number))
            {
                _numbers.Add(header, number = _numbers.Count);
            }
            _json.WriteNumberValue(number);
        }
        _json.WriteEndArray();
    }
}

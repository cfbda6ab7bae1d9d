using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Reading;

/// <summary>A row of <c>connection</c> as Dapper reads it.</summary>
internal sealed class ConnectionRecord
{
    public const string Sql = """
        SELECT x.id AS Id, x.opened_at_us AS OpenedAt, x.ended_at_us AS EndedAt, c.text AS Client, n.text AS Node,
            x.transport AS Transport, x.session_key AS SessionKey, x.method AS Method, x.target AS Target,
            x.http_version AS HttpVersion, x.status AS Status, q.headers AS RequestHeaders,
            x.request_values AS RequestValues, p.headers AS ResponseHeaders, x.response_values AS ResponseValues
        FROM connection x
        LEFT JOIN word c ON c.id = x.client_id
        LEFT JOIN word n ON n.id = x.node_id
        LEFT JOIN header_set q ON q.id = x.request_headers
        LEFT JOIN header_set p ON p.id = x.response_headers
        """;

    public long Id { get; init; }
    public long OpenedAt { get; init; }
    public long? EndedAt { get; init; }
    public string? Client { get; init; }
    public string? Node { get; init; }
    public long? Transport { get; init; }
    public long? SessionKey { get; init; }
    public string Method { get; init; } = string.Empty;
    public string Target { get; init; } = string.Empty;
    public string HttpVersion { get; init; } = string.Empty;
    public long? Status { get; init; }
    public string? RequestHeaders { get; init; }
    public string? RequestValues { get; init; }
    public string? ResponseHeaders { get; init; }
    public string? ResponseValues { get; init; }

    public ConnectionEntry ToEntry() =>
        new()
        {
            Id = Id,
            OpenedAtMicros = OpenedAt,
            EndedAtMicros = EndedAt,
            Client = Client ?? string.Empty,
            Node = Node,
            Transport = (Transport?)Transport,
            SessionKey = SessionKey,
            Method = Method,
            Target = Target,
            HttpVersion = HttpVersion,
            Status = (int?)Status,
            RequestHeaders = Headers(RequestHeaders, RequestValues),
            ResponseHeaders = Headers(ResponseHeaders, ResponseValues),
        };

    // The file may be anybody's: what is no such JSON gives no headers, never an exception.
    private static List<HttpHeader> Headers(string? set, string? values)
    {
        var headers = new List<HttpHeader>();
        try
        {
            string?[][] pairs = JsonSerializer.Deserialize<string?[][]>(set ?? "[]") ?? [];
            string?[] left = JsonSerializer.Deserialize<string?[]>(values ?? "[]") ?? [];
            int next = 0;
            foreach (string?[]? pair in pairs)
            {
                if (pair is [{ } name, var value])
                {
                    headers.Add(
                        new HttpHeader(name, value ?? (next < left.Length ? left[next++] : null) ?? string.Empty)
                    );
                }
            }
        }
        catch (JsonException)
        {
            // As above.
        }
        return headers;
    }
}

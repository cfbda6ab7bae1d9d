using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Replaying;

/// <summary>Records a replay (<c>--record</c>) as the proxy records traffic, with its default redaction.</summary>
internal sealed class RunRecorder : IWireWitness, IAsyncDisposable
{
    private readonly Recorder _recorder;
    private readonly string _node;

    private RunRecorder(Recorder recorder, string node)
    {
        _recorder = recorder;
        _node = node;
    }

    public static RunRecorder Start(string path, Uri target)
    {
        CaptureParts.Delete(path);
        var options = new RecorderOptions
        {
            Output = path,
            Tracker = new TrackerOptions
            {
                Redactor = new Redactor(RedactionRules.Default, RandomNumberGenerator.GetBytes(32)),
            },
        };
        return new RunRecorder(Recorder.Start(options, NullLogger.Instance), target.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>What was not recorded, as a sentence; null when all was.</summary>
    public string? Problem => _recorder.Snapshot().Problem;

    public IExchangeWitness Begin(HttpRequestMessage request, bool isWebSocket)
    {
        Uri url = request.RequestUri!;
        List<HttpHeader> headers = [new("Host", url.Authority), .. Headers(request.Headers)];
        if (request.Content is not null)
        {
            headers.AddRange(Headers(request.Content.Headers));
        }
        var head = new RequestHead(request.Method.Method, url.PathAndQuery, "1.1", "127.0.0.1", headers, isWebSocket);
        return new Exchange(_recorder.Open(head, _node));
    }

    public ValueTask DisposeAsync() => _recorder.DisposeAsync();

    private static IEnumerable<HttpHeader> Headers(System.Net.Http.Headers.HttpHeaders headers) =>
        headers.NonValidated.SelectMany(header => header.Value.Select(value => new HttpHeader(header.Key, value)));

    private sealed class Exchange(ConnectionTap tap) : IExchangeWitness
    {
        private int _isOver;

        public void OnResponse(HttpResponseMessage response) =>
            tap.OnResponse(
                new ResponseHead(
                    (int)response.StatusCode,
                    [.. Headers(response.Headers), .. Headers(response.Content.Headers)]
                )
            );

        public void OnBytes(Direction direction, ReadOnlySpan<byte> bytes) => tap.OnBytes(direction, bytes);

        public void OnBodyEnd(Direction direction) => tap.OnBodyEnd(direction);

        public void OnEnd(string? problem)
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                tap.End(problem is null ? ConnectionEnd.Clean : new ConnectionEnd(null, CloseHow.Fin, problem));
            }
        }
    }
}

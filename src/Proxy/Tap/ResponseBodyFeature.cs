using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace SioProxy.Proxy.Tap;

/// <summary>The server's own response body, written through a tap.</summary>
internal sealed class ResponseBodyFeature(IHttpResponseBodyFeature inner, ResponseBodyStream stream)
    : IHttpResponseBodyFeature
{
    private PipeWriter? _writer;

    public Stream Stream => stream;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("the proxy sends no files");

    public async Task CompleteAsync()
    {
        if (_writer is not null)
        {
            await _writer.CompleteAsync();
        }
        await inner.CompleteAsync();
    }
}

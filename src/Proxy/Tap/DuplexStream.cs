namespace SioProxy.Proxy.Tap;

/// <summary>
/// A stream around another where all that moves bytes goes through two overloads: the others are sealed onto them, so that
/// none slips past.
/// </summary>
internal abstract class DuplexStream(Stream inner) : Stream
{
    public sealed override bool CanRead => Inner.CanRead;

    public sealed override bool CanWrite => Inner.CanWrite;

    public sealed override bool CanSeek => false;

    public sealed override bool CanTimeout => Inner.CanTimeout;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    protected Stream Inner { get; } = inner;

    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    );

    public abstract override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    );

    public override Task FlushAsync(CancellationToken cancellationToken) => Inner.FlushAsync(cancellationToken);

    public sealed override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("forwarding is asynchronous");

    public sealed override int Read(Span<byte> buffer) => throw new NotSupportedException("forwarding is asynchronous");

    public sealed override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("forwarding is asynchronous");

    public sealed override void Write(ReadOnlySpan<byte> buffer) =>
        throw new NotSupportedException("forwarding is asynchronous");

    public sealed override void Flush() => throw new NotSupportedException("forwarding is asynchronous");

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await DisposeInnerAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What asynchronous disposal does with the inner stream; <see cref="Dispose(bool)"/> follows.</summary>
    protected virtual ValueTask DisposeInnerAsync() => Inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }
        base.Dispose(disposing);
    }
}

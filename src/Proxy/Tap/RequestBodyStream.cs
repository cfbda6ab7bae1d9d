using System.Runtime.CompilerServices;
using SioProxy.Protocol;
using SioProxy.Recording;

namespace SioProxy.Proxy.Tap;

/// <summary>A request's body on its way to the server.</summary>
internal sealed class RequestBodyStream(Stream inner, ConnectionTap tap, long? length) : DuplexStream(inner)
{
    private BodyTap _body = new(tap, Direction.ClientToServer, length);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // nearly every read waits
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await Inner.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            _body.OnBytes(buffer.Span[..read]);
            await tap.WaitForRoomAsync(cancellationToken);
        }
        else if (buffer.Length > 0)
        {
            _body.OnEnd();
        }
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

using SioProxy.Protocol;
using SioProxy.Proxy.Forwarding;
using SioProxy.Recording;

namespace SioProxy.Proxy.Tap;

/// <summary>A response's body on its way to the client.</summary>
/// <param name="tap">Null: not recorded.</param>
internal sealed class ResponseBodyStream(Stream inner, ConnectionTap? tap, HttpContext context, Exchange exchange)
    : DuplexStream(inner)
{
    private BodyTap _body;
    private bool _hasBegun;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        exchange.SidScanner?.OnBytes(buffer.Span); // first of all: the client may come back with the sid at once
        if (tap is null)
        {
            return Inner.WriteAsync(buffer, cancellationToken);
        }
        Begin(tap, context.Response.ContentLength);
        _body.OnBytes(buffer.Span);
        ValueTask room = tap.WaitForRoomAsync(cancellationToken);
        return room.IsCompletedSuccessfully
            ? Inner.WriteAsync(buffer, cancellationToken)
            : WriteLaterAsync(room, buffer, cancellationToken);
    }

    /// <summary>The whole response has passed.</summary>
    public void OnEnd()
    {
        if (tap is not null)
        {
            Begin(tap, null);
            _body.OnEnd();
        }
    }

    private void Begin(ConnectionTap recorded, long? length)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _body = new BodyTap(recorded, Direction.ServerToClient, length);
        }
    }

    private async ValueTask WriteLaterAsync(
        ValueTask room,
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken
    )
    {
        await room;
        await Inner.WriteAsync(buffer, cancellationToken);
    }
}

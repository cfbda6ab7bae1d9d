using System.Runtime.CompilerServices;
using SioProxy.Protocol;
using SioProxy.Recording;

namespace SioProxy.Proxy.Tap;

/// <summary>A WebSocket's bytes: reads come from the client, writes go to it; both unchanged, both shown to the recorder.</summary>
/// <param name="clientEnded">Called once, when all that the client sent has been read.</param>
internal sealed class TappedStream(Stream inner, ConnectionTap? tap, Action<Exception?> clientEnded)
    : DuplexStream(inner)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // nearly every read waits
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await Inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            clientEnded(e);
            throw;
        }
        if (read > 0)
        {
            tap?.OnBytes(Direction.ClientToServer, buffer.Span[..read]);
            await (tap?.WaitForRoomAsync(cancellationToken) ?? default);
        }
        else if (buffer.Length > 0) // a zero-byte read is how the forwarder waits without holding a buffer
        {
            tap?.OnBodyEnd(Direction.ClientToServer);
            clientEnded(null);
        }
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        tap?.OnBytes(Direction.ServerToClient, buffer.Span); // first: the client may answer before this write returns
        ValueTask room = tap?.WaitForRoomAsync(cancellationToken) ?? default;
        return room.IsCompletedSuccessfully
            ? Inner.WriteAsync(buffer, cancellationToken)
            : WriteLaterAsync(room, buffer, cancellationToken);
    }

    protected override ValueTask DisposeInnerAsync() => default;

#pragma warning disable CA2215 // the base would close the inner stream: the server does, when what was written has arrived
    protected override void Dispose(bool disposing) { }
#pragma warning restore CA2215

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

using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using SioProxy.Proxy.Tap;

namespace SioProxy.Proxy.Forwarding;

/// <summary>
/// A TCP connection to an upstream. Knows which exchange uses it, so that the client's reset can be passed on, and closes
/// a WebSocket's connection without losing what is still on its way.
/// </summary>
/// <param name="inner">The socket's stream, or the TLS stream around it; must not own the socket.</param>
internal sealed class UpstreamConnection(Socket socket, Stream inner) : DuplexStream(inner)
{
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private Exchange? _exchange;
    private ReadOnlyMemory<byte> _rest; // what the HTTP client had read beyond the answer to an upgrade
    private bool _isAwaited;
    private bool _isHandedOver;
    private int _isClosed;

    /// <summary>Whether the connection carries a WebSocket: it then ends with a FIN behind the data.</summary>
    public bool Lingers { get; set; }

    /// <summary>Whether to end the connection with a reset.</summary>
    public bool ResetsOnClose { get; set; }

    /// <summary>
    /// Takes the connection away from the HTTP client, which has upgraded it and would keep two buffers and a layer of reads for it:
    /// it is shown the end, gives out what it had read already, and lets go.
    /// </summary>
    /// <param name="upgraded">The HTTP client's view of the connection; of no use afterwards.</param>
    public async Task TakeOverAsync(Stream upgraded, CancellationToken cancellationToken)
    {
        byte[] read = ArrayPool<byte>.Shared.Rent(4096);
        _isHandedOver = true;
        try
        {
            int count;
            while ((count = await upgraded.ReadAsync(read, cancellationToken)) > 0)
            {
                _rest = (byte[])[.. _rest.Span, .. read.AsSpan(0, count)];
            }
        }
        finally
        {
            _isHandedOver = false;
            ArrayPool<byte>.Shared.Return(read);
        }
    }

    // Every read is watched: the HTTP client reads ahead on an idle connection, and that read ends in the next exchange.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isHandedOver ? new ValueTask<int>(0)
        : _rest.IsEmpty ? ReadWatchedAsync(buffer, cancellationToken)
        : new ValueTask<int>(TakeRest(buffer.Span));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!Lingers)
        {
            // The pool gives a connection to one exchange after the other; the exchange's own flow writes its request.
            Exchange? exchange = Exchange.Current;
            if (!ReferenceEquals(exchange, _exchange))
            {
                _exchange = exchange;
                exchange?.Bind(this);
            }
            _isAwaited = true;
        }
        return Inner.WriteAsync(buffer, cancellationToken);
    }

    protected override ValueTask DisposeInnerAsync() => default; // one way of closing is enough

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _isHandedOver || Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }
        if (Lingers && !ResetsOnClose)
        {
            _ = LingerAsync(); // ends by itself within the linger time
            return;
        }
        try
        {
            if (ResetsOnClose)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Both); // disposing alone resets it while a read is pending
            }
        }
        catch (SocketException)
        {
            // it is gone already
        }
        base.Dispose(disposing);
        socket.Dispose();
    }

    private int TakeRest(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = count == _rest.Length ? default : _rest[count..];
        return count;
    }

    /// <summary>
    /// Sees the end of the connection. Before a response's first byte it is thrown as what the HTTP client does not take
    /// for a reason to send the request again: the server may have acted on it.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // nearly every read waits
    private async ValueTask<int> ReadWatchedAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await Inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e) when (_isAwaited)
        {
            throw new InvalidOperationException(e.InnerException?.Message ?? e.Message, e);
        }
        if (buffer.Length == 0)
        {
            return read;
        }
        if (read == 0)
        {
            if (_isAwaited || Lingers)
            {
                _exchange?.OnServerFinished();
            }
            if (_isAwaited)
            {
                throw new InvalidOperationException("it closed the connection without an answer");
            }
        }
        _isAwaited = false;
        return read;
    }

    /// <summary>Closing a socket with unread data resets the connection and drops what was not sent yet: finish, then read to the end.</summary>
    private async Task LingerAsync()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            using var timeout = new CancellationTokenSource(LingerTime);
            byte[] rest = new byte[4096];
            while (await socket.ReceiveAsync(rest, timeout.Token) > 0) { }
        }
        catch (SocketException)
        {
            // the peer reset it: nothing is left to wait for
        }
        catch (OperationCanceledException)
        {
            // the peer does not finish its side
        }
        catch (ObjectDisposedException)
        {
            // the process is ending
        }
        finally
        {
            await Inner.DisposeAsync();
            socket.Dispose();
        }
    }
}

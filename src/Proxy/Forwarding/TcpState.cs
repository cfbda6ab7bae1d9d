using System.Buffers.Binary;
using System.Net.Sockets;

namespace SioProxy.Proxy.Forwarding;

/// <summary>What the operating system knows of a TCP connection that the server's API does not tell.</summary>
internal static class TcpState
{
    private const int IpProtoTcp = 6;
    private const int TcpInfo = 11; // linux/tcp.h; the first byte of the answer is tcpi_state
    private const byte TcpClose = 7; // include/net/tcp_states.h
    private const int Unacknowledged = 24; // tcpi_unacked, segments
    private const int BytesAcknowledged = 120; // tcpi_bytes_acked
    private const int NotSent = 144; // tcpi_notsent_bytes
    private const int InfoLength = 148;

    /// <summary>Whether the peer reset the connection, rather than finishing its side. False where that cannot be told.</summary>
    public static bool IsReset(Socket? socket)
    {
        if (socket is null || !OperatingSystem.IsLinux())
        {
            return false;
        }
        try
        {
            Span<byte> info = stackalloc byte[8];
            return socket.GetRawSocketOption(IpProtoTcp, TcpInfo, info) > 0 && info[0] == TcpClose;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Whether something that was written has not been acknowledged by the peer. False where that cannot be told.</summary>
    /// <param name="acknowledged">Bytes that the peer has acknowledged over the connection's life.</param>
    public static bool IsSending(Socket? socket, out ulong acknowledged)
    {
        acknowledged = 0;
        if (socket is null || !OperatingSystem.IsLinux())
        {
            return false;
        }
        try
        {
            Span<byte> info = stackalloc byte[InfoLength];
            if (socket.GetRawSocketOption(IpProtoTcp, TcpInfo, info) < InfoLength || info[0] == TcpClose)
            {
                return false;
            }
            acknowledged = BinaryPrimitives.ReadUInt64LittleEndian(info[BytesAcknowledged..]);
            return BinaryPrimitives.ReadUInt32LittleEndian(info[Unacknowledged..]) > 0
                || BinaryPrimitives.ReadUInt32LittleEndian(info[NotSent..]) > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Whether an exception says that the peer reset the connection.</summary>
    public static bool IsReset(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (
                exception
                    is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted }
                || exception is Microsoft.AspNetCore.Connections.ConnectionResetException
            )
            {
                return true;
            }
        }
        return false;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SioProxy.Benchmarks.Soak.Wire;

/// <summary>One TCP connection read and written by hand. Every wait has a deadline.</summary>
internal sealed class RawConnection(Socket socket, Stream? secured = null) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60); // generous: the machine may be busy with other tests

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public Socket Socket { get; } = socket;

    private Stream Stream { get; } = secured ?? new NetworkStream(socket, ownsSocket: false);

    public static async Task<RawConnection> OpenAsync(Uri url)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(url.IdnHost), url.Port);
        return new RawConnection(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => SendAsync(bytes, Deadline);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        await Stream.WriteAsync(bytes, timeout.Token);
        await Stream.FlushAsync(timeout.Token);
    }

    /// <summary>Reads a head up to and including its empty line; empty when the connection ended before it.</summary>
    public Task<string> ReadHeadAsync() => ReadHeadAsync(Deadline);

    public async Task<string> ReadHeadAsync(TimeSpan deadline)
    {
        var head = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(deadline))
            {
                return head.ToString();
            }
            head.Append((char)_buffer[_start++]);
            if (head.Length >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n')
            {
                return head.ToString();
            }
        }
    }

    /// <summary>Reads exactly so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        int length = 0;
        while (length < count)
        {
            if (_start == _end && !await FillAsync())
            {
                return bytes[..length];
            }
            int taken = Math.Min(count - length, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(bytes.AsSpan(length));
            _start += taken;
            length += taken;
        }
        return bytes;
    }

    /// <summary>Reads what is there, at least a byte; 0 when the other side has finished.</summary>
    public async Task<int> ReadSomeAsync(Memory<byte> into)
    {
        if (_start == _end && !await FillAsync())
        {
            return 0;
        }
        int taken = Math.Min(into.Length, _end - _start);
        _buffer.AsSpan(_start, taken).CopyTo(into.Span);
        _start += taken;
        return taken;
    }

    /// <summary>Reads until the other side finishes; a reset is thrown.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        do
        {
            await all.WriteAsync(_buffer.AsMemory(_start, _end - _start));
            _start = _end;
        } while (await FillAsync());
        return all.ToArray();
    }

    /// <summary>How the other side ended: "fin" or "reset"; what it sent before is read and dropped.</summary>
    public async Task<string> ReadEndAsync()
    {
        try
        {
            await ReadToEndAsync();
            return "fin";
        }
        catch (IOException e)
            when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return "reset";
        }
    }

    /// <summary>Reads a body by its head's Content-Length or chunks.</summary>
    public async Task<byte[]> ReadBodyAsync(string head)
    {
        if (Header(head, "Content-Length") is { } length)
        {
            return await ReadAsync(int.Parse(length, CultureInfo.InvariantCulture));
        }
        if (Header(head, "Transfer-Encoding") is null)
        {
            return await ReadToEndAsync();
        }
        using var body = new MemoryStream();
        while (true)
        {
            byte[] chunk = await ReadChunkAsync();
            if (chunk.Length == 0)
            {
                return body.ToArray();
            }
            await body.WriteAsync(chunk);
        }
    }

    /// <summary>Reads one chunk of a chunked body; empty at its end.</summary>
    public async Task<byte[]> ReadChunkAsync()
    {
        int size = int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        byte[] chunk = await ReadAsync(size);
        await ReadLineAsync();
        return chunk;
    }

    public static string? Header(string head, string name) =>
        head.Split("\r\n")
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim())
            .FirstOrDefault();

    public void Finish() => Socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Socket.Close();
    }

    public void Dispose()
    {
        Stream.Dispose();
        Socket.Dispose();
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            char c = (char)(await ReadAsync(1))[0];
            if (c == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }
            line.Append(c);
        }
    }

    private Task<bool> FillAsync() => FillAsync(Deadline);

    private async Task<bool> FillAsync(TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        _start = 0;
        _end = 0;
        _end = await Stream.ReadAsync(_buffer, timeout.Token);
        return _end > 0;
    }
}

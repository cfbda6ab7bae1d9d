using System.Buffers;
using System.Net.Sockets;
using SioProxy.Benchmarks.Soak.Wire;
using SioProxy.Protocol;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>One side of a connection: sends its plan in random pieces, reads at its own pace, ends as planned.</summary>
internal sealed class FidelitySide(FidelityPlan plan, RawConnection connection, Direction sends)
{
    private readonly Direction _reads =
        sends == Direction.ClientToServer ? Direction.ServerToClient : Direction.ClientToServer;
    private readonly ArrayBufferWriter<byte> _received = new();
    private readonly TaskCompletionSource _hasAll = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Received => _received.WrittenSpan.ToArray();

    /// <summary>Plays its part; returns when the connection is over.</summary>
    public async Task RunAsync()
    {
        Task reading = ReadAsync();
        bool isClient = sends == Direction.ClientToServer;
        try
        {
            if (plan.End == (isClient ? FidelityEnd.ClientReset : FidelityEnd.ServerReset))
            {
                await SendAsync(plan.Wire(sends).AsMemory(0, plan.Cut));
                connection.Reset();
                await reading;
                return;
            }
            await SendAsync(plan.Wire(sends));
            if (plan.End == (isClient ? FidelityEnd.ClientFin : FidelityEnd.ServerFin))
            {
                connection.Finish();
            }
            else if (plan.End == FidelityEnd.Agreed && isClient)
            {
                await Task.WhenAny(_hasAll.Task, reading);
                connection.Finish();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // the other side is gone: what was received says whether it may be
        }
        await reading;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var random = new Random(plan.Number + (int)sends);
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, random.Next(4) == 0 ? random.Next(1, 40) : random.Next(1, 30_000));
            await connection.SendAsync(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    private async Task ReadAsync()
    {
        var random = new Random(plan.Number - (int)sends);
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                int read = await connection.ReadSomeAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)));
                if (read == 0)
                {
                    return;
                }
                _received.Write(buffer.AsSpan(0, read));
                if (_received.WrittenCount == plan.Wire(_reads).Length)
                {
                    _hasAll.TrySetResult();
                }
                if (plan.IsSlow && random.Next(6) == 0)
                {
                    await Task.Delay(random.Next(30));
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // a reset
        }
    }
}

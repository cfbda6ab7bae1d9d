using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using SioProxy.Proxy.Tap;

namespace SioProxy.Tests.Proxy.Tap;

/// <summary>The end of what a client sent is shown behind its last byte, once, however the server reads.</summary>
public sealed class HeldFinReaderTests
{
    private readonly Pipe _pipe = new();
    private readonly HeldFinReader _reader;
    private int _ends;

    public HeldFinReaderTests() => _reader = new HeldFinReader(_pipe.Reader, () => _ends++);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_OfBytesWithTheEndBehindThem_ShowsTheEndAfterThem(bool isPending)
    {
        ValueTask<ReadResult> read = isPending ? _reader.ReadAsync(Token) : default;
        await WriteAsync("abc", isLast: true);
        ReadResult first = isPending ? await read : await _reader.ReadAsync(Token);
        Assert.Equal(("abc", false, 0), (Text(first), first.IsCompleted, _ends));

        _reader.AdvanceTo(first.Buffer.End);
        ReadResult second = await _reader.ReadAsync(Token);

        Assert.Equal(("", true, 1), (Text(second), second.IsCompleted, _ends));
    }

    [Fact]
    public async Task ReadAsync_ByWhoWaitsForMoreThanThereIs_ShowsTheEndWithWhatIsLeft()
    {
        await WriteAsync("GET / HT", isLast: true);
        ReadResult first = await _reader.ReadAsync(Token);
        Assert.False(first.IsCompleted);
        _reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);

        ReadResult second = await _reader.ReadAsync(Token);

        Assert.Equal(("GET / HT", true, 1), (Text(second), second.IsCompleted, _ends));
    }

    [Fact]
    public async Task ReadAsync_InParts_HoldsTheEndUntilTheLastIsTaken()
    {
        await WriteAsync("abcd", isLast: true);
        var seen = new StringBuilder();
        while (true)
        {
            ReadResult read = await _reader.ReadAsync(Token);
            if (read.Buffer.IsEmpty)
            {
                Assert.True(read.IsCompleted);
                break;
            }
            Assert.Equal((false, 0), (read.IsCompleted, _ends));
            seen.Append(Text(read)[0]);
            _reader.AdvanceTo(read.Buffer.GetPosition(1));
        }
        Assert.Equal(("abcd", 1), (seen.ToString(), _ends));
    }

    [Fact]
    public async Task ReadAsync_PendingAgainAndAgain_GetsEachWriteOnce()
    {
        for (int i = 0; i < 1000; i++)
        {
            ValueTask<ReadResult> pending = _reader.ReadAsync(Token);
            Assert.False(pending.IsCompleted);
            string text = $"message {i}";
            await WriteAsync(text);
            ReadResult read = await pending;
            Assert.Equal((text, false), (Text(read), read.IsCompleted));
            _reader.AdvanceTo(read.Buffer.End);
        }
        Assert.Equal(0, _ends);
    }

    [Fact]
    public async Task ReadAsync_OnAnotherThreadThanTheWriter_GetsEveryByteInOrder()
    {
        const int Count = 20_000;
        Task writing = Task.Run(
            async () =>
            {
                for (int i = 0; i < Count; i++)
                {
                    _pipe.Writer.GetSpan(1)[0] = (byte)i;
                    _pipe.Writer.Advance(1);
                    await _pipe.Writer.FlushAsync(Token);
                }
                await _pipe.Writer.CompleteAsync();
            },
            Token
        );
        int seen = 0;
        while (true)
        {
            ReadResult read = await _reader.ReadAsync(Token);
            foreach (byte each in read.Buffer.ToArray())
            {
                Assert.Equal((byte)seen++, each);
            }
            _reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }
        await writing;
        Assert.Equal((Count, 1), (seen, _ends));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_OfAConnectionThatBroke_Throws(bool isPending)
    {
        ValueTask<ReadResult> read = isPending ? _reader.ReadAsync(Token) : default;
        await _pipe.Writer.CompleteAsync(new IOException("reset"));
        await Assert.ThrowsAsync<IOException>(async () => await (isPending ? read : _reader.ReadAsync(Token)));
        Assert.Equal(0, _ends);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_CanBeReadAgain()
    {
        using var stop = new CancellationTokenSource();
        ValueTask<ReadResult> cancelled = _reader.ReadAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);

        ValueTask<ReadResult> released = _reader.ReadAsync(Token);
        _reader.CancelPendingRead();
        ReadResult none = await released;
        Assert.True(none.IsCanceled);
        _reader.AdvanceTo(none.Buffer.Start);

        await WriteAsync("a", isLast: true);
        Assert.Equal("a", Text(await _reader.ReadAsync(Token)));
    }

    [Fact]
    public async Task TryRead_OfBytesWithTheEndBehindThem_ShowsTheEndAfterThem()
    {
        Assert.False(_reader.TryRead(out _));
        await WriteAsync("abc", isLast: true);
        Assert.True(_reader.TryRead(out ReadResult first));
        Assert.Equal(("abc", false), (Text(first), first.IsCompleted));
        _reader.AdvanceTo(first.Buffer.End);
        Assert.True(_reader.TryRead(out ReadResult second));
        Assert.Equal((true, 1), (second.IsCompleted, _ends));
    }

    [Fact]
    public async Task ReadAsync_PassingThrough_IsTheInnerReadersOwn()
    {
        _reader.PassesThrough = true;
        await WriteAsync("abc", isLast: true);
        ReadResult read = await _reader.ReadAsync(Token);
        Assert.Equal(("abc", true, 0), (Text(read), read.IsCompleted, _ends));
    }

    private async Task WriteAsync(string text, bool isLast = false)
    {
        if (isLast)
        {
            // In one step, as a socket's last segment and its FIN.
            _pipe.Writer.Write(Encoding.UTF8.GetBytes(text));
            await _pipe.Writer.CompleteAsync();
            return;
        }
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
    }

    private static string Text(in ReadResult read) => Encoding.UTF8.GetString(read.Buffer);
}

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Tests.Recording;

/// <summary>A rotation whose next file cannot be made: recording goes on in the old one until it can.</summary>
public sealed class NewFileTests : IDisposable
{
    private const string Open = "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryStore _first = new();
    private readonly MemoryStore _second = new() { Path = "next.db" };
    private Exception? _trouble = new IOException("the disk is full");
    private int _tries;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task NewFile_ThatCannotBeMade_HasItsBeginningStoredOnceNotEachTime()
    {
        await using Recorder recorder = Start();
        ConnectionTap tap = await OpenAsync(recorder);
        await WaitAndSendAsync(recorder, tap, times: 20);

        Assert.InRange(Openings(_first), 1, 2);
        Assert.Equal(20, _first.Rows.OfType<CapturedPacket>().Count(packet => packet.EventName == "a"));
        Assert.True(_tries > 10, $"it was tried {_tries} times only");
        Assert.Null(recorder.Snapshot().Problem); // all of it was recorded
        AssertNoHoles(_first.Rows);
    }

    [Fact]
    public async Task NewFile_ThatCanBeMadeLater_BeginsWithWhatLives()
    {
        await using Recorder recorder = Start();
        ConnectionTap tap = await OpenAsync(recorder);
        await WaitAndSendAsync(recorder, tap, times: 5);
        _trouble = null;
        await WaitAndSendAsync(recorder, tap, times: 2); // one that finds it out, and one that starts it

        Assert.Equal("next.db", recorder.Snapshot().Path);
        Assert.Equal(1, Openings(_second));
        Assert.Equal(Open, Encoding.UTF8.GetString(((CapturedPacket)_second.Rows[0]).Raw.Span));
        AssertNoHoles([.. _first.Rows, .. _second.Rows]);
    }

    private Recorder Start() =>
        new(
            new RecorderOptions
            {
                Output = "memory.db",
                RotateAfter = TimeSpan.FromMinutes(1),
                Time = _time,
            },
            _first,
            new NextFile(
                _ => _trouble is null ? _second : throw _trouble,
                () =>
                {
                    _tries++;
                    if (_trouble is not null)
                    {
                        throw _trouble;
                    }
                }
            ),
            NullLogger.Instance
        );

    private static async Task<ConnectionTap> OpenAsync(Recorder recorder)
    {
        ConnectionTap tap = recorder.Open(
            new RequestHead("GET", "/socket.io/?EIO=4&transport=websocket", "1.1", "127.0.0.1", [], IsWebSocket: true),
            "http://127.0.0.1:3000"
        );
        tap.OnResponse(new ResponseHead(101, []));
        Send(tap, Open);
        await recorder.FlushAsync(Token);
        return tap;
    }

    private async Task WaitAndSendAsync(Recorder recorder, ConnectionTap tap, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            Send(tap, "42[\"a\"]");
            await recorder.FlushAsync(Token);
        }
    }

    private static void Send(ConnectionTap tap, string text) =>
        tap.OnBytes(Direction.ServerToClient, [0x81, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)]);

    private static int Openings(MemoryStore store) =>
        store.Rows.OfType<CapturedPacket>().Count(packet => packet.Raw.Span.StartsWith("0{"u8));

    private static void AssertNoHoles(IReadOnlyList<CapturedRow> rows) =>
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(i => (long)i), rows.Select(row => row.Id));
}

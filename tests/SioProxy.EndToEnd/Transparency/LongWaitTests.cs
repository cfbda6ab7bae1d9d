using System.Text;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>What nothing happens on for minutes goes on as if it had been seconds.</summary>
public sealed class LongWaitTests(LongWaits waits)
{
    [Fact]
    public async Task Poll_PendingForMinutes_IsAnsweredOnce()
    {
        RawConnection client = await waits.ClientAsync("pending");
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Equal("late", Encoding.ASCII.GetString(await client.ReadBodyAsync(head)));
        Assert.Equal(4, waits.Asked); // the four exchanges, none of them twice
    }

    [Fact]
    public async Task Response_BegunMinutesAgo_IsEnded()
    {
        RawConnection client = await waits.ClientAsync("begun");
        string head = await client.ReadHeadAsync();
        Assert.Equal("begunended", Encoding.ASCII.GetString(await client.ReadBodyAsync(head)));
    }

    [Fact]
    public async Task Post_WhoseSecondHalfComesMinutesLater_Arrives()
    {
        RawConnection client = await waits.ClientAsync("post");
        await client.SendAsync("half");
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Equal("halfhalf", Encoding.ASCII.GetString(await client.ReadBodyAsync(head)));
    }

    [Fact]
    public async Task WebSocket_IdleForMinutes_IsOpen()
    {
        RawConnection client = await waits.ClientAsync("websocket");
        Assert.Equal("\x81\x05still", Encoding.Latin1.GetString(await client.ReadAsync(7)));
    }
}

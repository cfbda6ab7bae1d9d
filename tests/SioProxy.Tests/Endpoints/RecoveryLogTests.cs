using Microsoft.Extensions.Time.Testing;
using SioProxy.Endpoints.SocketIo;

namespace SioProxy.Tests.Endpoints;

public sealed class RecoveryLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecoveryLog _log;

    public RecoveryLogTests() => _log = new RecoveryLog(TimeSpan.FromSeconds(10), _time);

    [Fact]
    public void TryTake_AfterALoss_GivesWhatWasMissedInItsRooms()
    {
        string last = Keep("seen", room: null);
        _log.Leave("pid", "id", ["id", "lobby"]);
        Keep("to all", room: null);
        Keep("to the lobby", "lobby");
        Keep("to another room", "attic");
        Keep("to all but it", room: null, exceptId: "id");

        RecoveryLog.Former? former = _log.TryTake("pid", last);

        Assert.Equal(["to all", "to the lobby"], former!.Missed.Select(message => message.EventName));
        Assert.Equal("id", former.Id);
        Assert.Null(_log.TryTake("pid", last)); // a place is taken once
    }

    [Fact]
    public void NextOffset_ManyWithinAMillisecond_AreYeastIdsThatDiffer()
    {
        string[] offsets = [.. Enumerable.Range(0, 100).Select(_ => _log.NextOffset())];

        Assert.Equal(100, offsets.Distinct(StringComparer.Ordinal).Count());
        Assert.All(offsets, offset => Assert.Matches(@"^[0-9A-Za-z_-]{7}(\.[0-9A-Za-z_-]+)?$", offset));
    }

    [Fact]
    public void TryTake_WithAnUnknownOffset_GivesNothing()
    {
        Keep("seen", room: null);
        _log.Leave("pid", "id", []);
        Assert.Null(_log.TryTake("pid", "never"));
    }

    [Fact]
    public void TryTake_TooLate_GivesNothing()
    {
        string last = Keep("seen", room: null);
        _log.Leave("pid", "id", []);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(_log.TryTake("pid", last));
    }

    private string Keep(string name, string? room, string? exceptId = null)
    {
        string offset = _log.NextOffset();
        SocketIoMessage message = SocketIoCodec.Event("/", name, SocketIoArguments.Empty, ackId: null, offset);
        _log.Keep(new RecoveryLog.Kept(offset, message, room, exceptId));
        return offset;
    }
}

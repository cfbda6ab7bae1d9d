using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>Follows which directions of connections cannot be decoded for now, as bytes of theirs were lost.</summary>
internal sealed class GapFollower(WebSocketFollower webSockets, ExchangeFollower exchanges, TrackerOutput sink)
{
    /// <summary>Bytes of the direction, of both where it is null, were lost before they came here.</summary>
    public void Lose(TrackedConnection tracked, Direction? direction)
    {
        if (direction != Direction.ServerToClient)
        {
            LoseOne(tracked, Direction.ClientToServer);
        }
        if (direction != Direction.ClientToServer)
        {
            LoseOne(tracked, Direction.ServerToClient);
        }
        sink.Emit(tracked);
    }

    /// <summary>The next bytes of a WebSocket's direction begin with a frame that begins a message.</summary>
    /// <returns>False when the direction cannot be decoded for another reason: its bytes stay lost.</returns>
    public static bool TryResume(TrackedConnection tracked, Direction direction)
    {
        if (tracked.WebSocket is not { } socket || !socket.TryRestart(direction))
        {
            return false;
        }
        tracked.SetLost(direction, isLost: false);
        return true;
    }

    private void LoseOne(TrackedConnection tracked, Direction direction)
    {
        if (tracked.IsLost(direction))
        {
            return;
        }
        if (tracked.WebSocket is not null)
        {
            webSockets.Lose(tracked, direction);
        }
        else
        {
            exchanges.Lose(tracked, direction);
        }
        tracked.SetLost(direction, isLost: true);
    }
}

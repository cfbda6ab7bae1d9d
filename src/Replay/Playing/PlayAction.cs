using SioProxy.Endpoints.SocketIo;

namespace SioProxy.Replay.Playing;

/// <summary>What the machine asks its shell to do.</summary>
internal abstract record PlayAction(SessionPlay Session)
{
    /// <summary>Connect; answer with <see cref="PlayMachine.OnOpened"/> or <see cref="PlayMachine.OnRefused"/>.</summary>
    internal sealed record Open(SessionPlay Session) : PlayAction(Session);

    /// <summary>Send a packet.</summary>
    internal sealed record Send(SessionPlay Session, SocketIoMessage Message) : PlayAction(Session);

    /// <summary>End the session; answer with <see cref="PlayMachine.OnEnded"/>.</summary>
    /// <param name="IsAbrupt">Cut the connections, as a lost network does.</param>
    internal sealed record Close(SessionPlay Session, bool IsAbrupt) : PlayAction(Session);
}

using SioProxy.Endpoints.SocketIo;

namespace SioProxy.Replay.Serving;

/// <summary>What the script wants done.</summary>
public abstract record ServingAction
{
    private ServingAction() { }

    /// <summary>Send a packet on a connection.</summary>
    public sealed record Send(int Link, SocketIoMessage Message) : ServingAction;

    /// <summary>End a connection's session, once what was to be sent on it is sent.</summary>
    public sealed record Close(int Link) : ServingAction;

    /// <summary>Hand a client's packet on to the real server.</summary>
    public sealed record Forward(int Link, SocketIoMessage Message) : ServingAction;

    /// <summary>Tell whoever watches, in one sentence; may hold captured text.</summary>
    public sealed record Tell(string Text) : ServingAction;
}

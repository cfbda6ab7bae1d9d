using SioProxy.Endpoints.SocketIo;

namespace SioProxy.Replay.Playing;

/// <summary>Something that happened to a session, on its way to the machine.</summary>
internal readonly record struct PlayInput(
    PlayInputKind Kind,
    SessionPlay? Session,
    long At,
    SocketIoMessage? Message = null,
    string Text = "",
    HandshakeAnswer? Answer = null
);

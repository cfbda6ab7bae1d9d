namespace SioProxy.Endpoints.SocketIo;

/// <summary>Why a namespace is refused: the message, and data of any shape beside it.</summary>
public sealed record ConnectRefusal(string Message, object? Data = null);

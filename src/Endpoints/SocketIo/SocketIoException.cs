namespace SioProxy.Endpoints.SocketIo;

/// <summary>A namespace was refused or left, or an ack did not come. The message is one sentence for a person.</summary>
public sealed class SocketIoException : IOException
{
    public SocketIoException() { }

    public SocketIoException(string message)
        : base(message) { }

    public SocketIoException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>The CONNECT_ERROR that refused, if one did.</summary>
    public SocketIoMessage? ConnectError { get; init; }
}

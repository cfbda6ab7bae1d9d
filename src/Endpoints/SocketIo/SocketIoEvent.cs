namespace SioProxy.Endpoints.SocketIo;

/// <summary>An event as its receiver sees it.</summary>
/// <param name="name">The event's name.</param>
/// <param name="arguments">What came behind the name; a recovery offset is not among them.</param>
/// <param name="message">The packet that carried it.</param>
/// <param name="answer">Sends an ack; null when none is asked for.</param>
public sealed class SocketIoEvent(
    string name,
    SocketIoArguments arguments,
    SocketIoMessage message,
    Func<SocketIoArguments, CancellationToken, ValueTask>? answer
)
{
    public string Name => name;
    public SocketIoArguments Arguments => arguments;
    public SocketIoMessage Message => message;
    public bool WantsAck => answer is not null;

    /// <summary>Answers the sender; does nothing when it did not ask.</summary>
    public ValueTask AckAsync(params ReadOnlySpan<object?> values) =>
        answer is null ? ValueTask.CompletedTask : answer(SocketIoArguments.From(values), CancellationToken.None);

    /// <summary>Answers the sender; does nothing when it did not ask.</summary>
    public ValueTask AckAsync(SocketIoArguments values, CancellationToken cancellationToken) =>
        answer is null ? ValueTask.CompletedTask : answer(values, cancellationToken);
}

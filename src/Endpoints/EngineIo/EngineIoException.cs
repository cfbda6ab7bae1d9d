namespace SioProxy.Endpoints.EngineIo;

/// <summary>A session could not be opened, or is over. The message is one sentence for a person.</summary>
public sealed class EngineIoException : IOException
{
    public EngineIoException() { }

    public EngineIoException(string message)
        : base(message) { }

    public EngineIoException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>The HTTP status when the server answered with one that refuses.</summary>
    public int? Status { get; init; }

    /// <summary>The body of such an answer, its beginning at least.</summary>
    public string? Body { get; init; }

    /// <summary>The Engine.IO error code (0 to 5) in it.</summary>
    public int? Code { get; init; }

    /// <summary>Why a session that was open ended, one of <see cref="EngineReason"/>.</summary>
    public string? Reason { get; init; }
}

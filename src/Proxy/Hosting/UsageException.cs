namespace SioProxy.Proxy.Hosting;

/// <summary>What was asked for cannot be done: one sentence that says what to do, and exit code 2.</summary>
internal sealed class UsageException : Exception
{
    public UsageException() { }

    public UsageException(string message)
        : base(message) { }

    public UsageException(string message, Exception? innerException)
        : base(message, innerException) { }
}

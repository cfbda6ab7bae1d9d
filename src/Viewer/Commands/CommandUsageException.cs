namespace SioProxy.Viewer.Commands;

/// <summary>The command line asks for what cannot be done; the message is one sentence that says what to do.</summary>
internal sealed class CommandUsageException(string message) : Exception(message);

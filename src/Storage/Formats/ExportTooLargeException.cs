namespace SioProxy.Storage.Formats;

/// <summary>A format cannot hold that much; the message is one sentence that says what to do.</summary>
public sealed class ExportTooLargeException(string message) : Exception(message);

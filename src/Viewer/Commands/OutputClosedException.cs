namespace SioProxy.Viewer.Commands;

/// <summary>Whoever read the output has seen enough (<c>| head</c>): no error.</summary>
internal sealed class OutputClosedException(Exception innerException)
    : Exception("The output was closed by its reader.", innerException);

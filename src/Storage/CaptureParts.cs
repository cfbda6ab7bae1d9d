namespace SioProxy.Storage;

/// <summary>The files that a capture consists of; marks and comments are a person's and no part of it.</summary>
public static class CaptureParts
{
    private static readonly string[] Endings = ["", "-wal", "-shm", "-journal", ".spill", ".new"];

    /// <summary>The paths of a capture's parts: the database, what SQLite keeps beside it, the spill log, the capture in the making.</summary>
    public static IEnumerable<string> Of(string path) => Endings.Select(ending => path + ending);

    /// <summary>Whether a capture is being written there, or was not closed: something lies beside it.</summary>
    public static bool IsInUse(string path) => Of(path).Skip(1).Any(File.Exists);

    /// <summary>Deletes a capture, as much of it as there is.</summary>
    /// <exception cref="IOException">A part could not be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Delete(string path)
    {
        foreach (string part in Of(path))
        {
            File.Delete(part);
        }
    }
}

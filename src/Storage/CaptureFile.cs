namespace SioProxy.Storage;

/// <summary>Opens and makes capture files. Everything it throws is a <see cref="CaptureFileException"/> of one sentence.</summary>
public static class CaptureFile
{
    /// <summary>Makes a new capture with mode 0600 and opens it for writing; a file that is already there is refused.</summary>
    /// <param name="firstRowId">The id that its first row will have: after a rotation ids go on.</param>
    public static CaptureWriter Create(string path, long firstRowId = 1) => throw new NotSupportedException();

    /// <summary>Opens an existing capture to append to it, merging what a crashed recorder left in its spill log; makes it if there is none.</summary>
    public static CaptureWriter OpenWriter(string path) => throw new NotSupportedException();

    /// <summary>
    /// Opens a capture for reading, also while it is being written, and from read-only media. What a crashed recorder
    /// left in the spill log is merged first where the file may be written and nobody is writing it.
    /// </summary>
    public static CaptureReader OpenReader(string path) => throw new NotSupportedException();
}

namespace SioProxy.Storage;

/// <summary>What is wrong with a capture file, for those who react to it (the recorder retries, the programs pick an exit code).</summary>
public enum CaptureFileProblem
{
    /// <summary>There is no such file, or it was deleted or renamed while it was in use.</summary>
    Missing,

    /// <summary>It is something else: not SQLite, or a database that SioProxy did not make.</summary>
    NotACapture,

    /// <summary>It was made by a newer SioProxy.</summary>
    NewerVersion,

    /// <summary>It is truncated, or its content contradicts itself.</summary>
    Damaged,

    /// <summary>It cannot take this entry, and never will; it takes others.</summary>
    Refused,

    /// <summary>Another program is recording into it, or holds a lock on it. Worth a retry.</summary>
    Locked,

    /// <summary>The disk is full. Worth a retry.</summary>
    DiskFull,

    /// <summary>It may not be written (or not be read). Worth a retry: permissions change.</summary>
    ReadOnly,

    /// <summary>The disk failed in another way. Worth a retry.</summary>
    Io,
}

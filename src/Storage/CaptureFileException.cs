namespace SioProxy.Storage;

/// <summary>A capture file cannot be used: the message is one sentence for a person that says what to do.</summary>
public sealed class CaptureFileException : IOException
{
    /// <summary>Makes an exception that names no problem more precisely than <see cref="CaptureFileProblem.Io"/>.</summary>
    public CaptureFileException()
        : this(CaptureFileProblem.Io, "the capture file cannot be used") { }

    /// <summary>Makes an exception of <see cref="CaptureFileProblem.Io"/>.</summary>
    public CaptureFileException(string message)
        : this(CaptureFileProblem.Io, message) { }

    /// <summary>Makes an exception of <see cref="CaptureFileProblem.Io"/>.</summary>
    public CaptureFileException(string message, Exception? innerException)
        : this(CaptureFileProblem.Io, message, innerException) { }

    /// <summary>Makes an exception.</summary>
    public CaptureFileException(CaptureFileProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public CaptureFileProblem Problem { get; }

    /// <summary>Whether the same call may succeed later, without anybody replacing the file.</summary>
    public bool IsTransient =>
        Problem
            is CaptureFileProblem.Locked
                or CaptureFileProblem.DiskFull
                or CaptureFileProblem.ReadOnly
                or CaptureFileProblem.Io;
}

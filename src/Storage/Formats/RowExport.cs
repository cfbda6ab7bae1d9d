using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Takes rows in capture order and writes them in a format for others. Does not own what it writes to.</summary>
public abstract class RowExport : IDisposable
{
    /// <summary>Takes a row.</summary>
    public abstract void Write(CapturedRow row);

    /// <summary>Hands on what is buffered, where the format allows it (following a capture that is being written).</summary>
    public virtual void Flush() { }

    /// <summary>Ends the output: nothing may be written afterwards.</summary>
    public virtual void Complete() => Flush();

    /// <summary>Releases what the export holds; does not complete it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the export holds.</summary>
    protected virtual void Dispose(bool disposing) { }
}

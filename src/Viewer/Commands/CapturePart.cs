namespace SioProxy.Viewer.Commands;

/// <summary>A capture in the making, beside its place: moved there once it is whole; without commit nothing is left of it.</summary>
internal sealed class CapturePart(string path, bool replaces) : IDisposable
{
    private static readonly string[] s_besides = ["-wal", "-shm", ".spill", ".new"];
    private bool _isCommitted;

    /// <summary>Where to write until then.</summary>
    public string TemporaryPath { get; } = $"{path}.{Environment.ProcessId}.part";

    /// <exception cref="UsageException">The capture in its place is being written.</exception>
    public void Commit()
    {
        // What lies beside the old capture would be taken for the new one's.
        if (Array.Exists(s_besides, suffix => File.Exists(path + suffix)))
        {
            throw new UsageException($"'{path}' is in use, or was not closed: name another file.");
        }
        File.Move(TemporaryPath, path, replaces);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (_isCommitted)
        {
            return;
        }
        File.Delete(TemporaryPath);
        foreach (string suffix in s_besides)
        {
            File.Delete(TemporaryPath + suffix);
        }
    }
}

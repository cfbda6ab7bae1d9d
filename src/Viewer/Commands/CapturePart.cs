using SioProxy.Storage;

namespace SioProxy.Viewer.Commands;

/// <summary>A capture in the making, beside its place: moved there once it is whole; without commit nothing is left of it.</summary>
internal sealed class CapturePart(string path, bool replaces) : IDisposable
{
    private readonly string _target = OutputPath.Resolve(path); // a link stays one
    private bool _isCommitted;

    /// <summary>Where to write until then.</summary>
    public string TemporaryPath { get; } = $"{OutputPath.Resolve(path)}.{Environment.ProcessId}.part";

    /// <exception cref="CommandUsageException">The capture in its place is being written.</exception>
    public void Commit()
    {
        // What lies beside the old capture would be taken for the new one's.
        if (CaptureParts.IsInUse(_target))
        {
            throw new CommandUsageException($"'{path}' is in use, or was not closed: name another file.");
        }
        File.Move(TemporaryPath, _target, replaces);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (!_isCommitted)
        {
            CaptureParts.Delete(TemporaryPath);
        }
    }
}

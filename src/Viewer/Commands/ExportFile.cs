using SioProxy.Storage;

namespace SioProxy.Viewer.Commands;

/// <summary>
/// A file in the making: written beside its place under another name and moved there once it is whole, readable by its
/// owner only, as what it holds was captured. Without commit nothing is left of it.
/// </summary>
internal sealed class ExportFile(string path, bool replaces) : IDisposable
{
    private readonly string _target = OutputPath.Resolve(path); // a link stays one
    private bool _isCommitted;

    /// <summary>Where to write until then.</summary>
    public string TemporaryPath { get; } = $"{OutputPath.Resolve(path)}.{Environment.ProcessId}.part";

    public static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }

    public void Commit()
    {
        File.Move(TemporaryPath, _target, replaces);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (!_isCommitted)
        {
            File.Delete(TemporaryPath);
        }
    }
}

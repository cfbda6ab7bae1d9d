namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>A folder that is gone afterwards, with what was mounted on it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly bool _isMounted;

    public TemporaryFolder()
        : this(mountedBytes: null) { }

    private TemporaryFolder(long? mountedBytes)
    {
        Path = Directory.CreateTempSubdirectory("sioproxy-soak-").FullName;
        if (mountedBytes is { } bytes)
        {
            string? refusal = Commands.Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", Path);
            if (refusal is not null)
            {
                Directory.Delete(Path);
                throw new SoakSkippedException($"no file system can be mounted here ({refusal})");
            }
            _isMounted = true;
        }
    }

    public string Path { get; }

    /// <summary>A file system of its own with little room.</summary>
    public static TemporaryFolder Mounted(long bytes) => new(bytes);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (_isMounted)
        {
            Commands.Run("umount", "-l", Path);
        }
        Directory.Delete(Path, recursive: true);
    }
}

namespace SioProxy.Storage;

/// <summary>What a path that is to be written to means.</summary>
public static class OutputPath
{
    private const int NoDeviceOrAddress = 6; // ENXIO: what opening a socket's file gives

    /// <summary>The absolute path, with the links that its last part may be followed to their end; what they lead to need not exist.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        var file = new FileInfo(full);
        return file.LinkTarget is null ? full : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    /// <summary>Whether something is there that a file must not take the place of: a device, a pipe or a socket.</summary>
    public static bool IsSpecial(string path)
    {
        string target = Resolve(path);
        var file = new FileInfo(target);
        if (!file.Exists)
        {
            return IsUnder(target, "/proc"); // an open pipe's or socket's link leads to no path
        }
        if (IsUnder(target, "/dev"))
        {
            return !IsUnder(target, "/dev/shm"); // memory that is a file system
        }
        if (file.Length > 0)
        {
            return false; // and it is not opened: closing it would drop the locks that SQLite holds on it in this process
        }
        try
        {
            using var stream = new FileStream(
                target,
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete
            );
            return !stream.CanSeek;
        }
        catch (IOException exception)
        {
            return exception.HResult == NoDeviceOrAddress;
        }
        catch (UnauthorizedAccessException)
        {
            return false; // whoever writes will hear of it
        }
    }

    private static bool IsUnder(string path, string folder) =>
        !OperatingSystem.IsWindows() && path.StartsWith(folder + "/", StringComparison.Ordinal);
}

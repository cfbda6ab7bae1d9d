namespace SioProxy.Storage;

/// <summary>Makes the files of a new capture, which others see whole or not at all.</summary>
internal static class CaptureMaking
{
    /// <summary>Makes a capture beside its place and puts it there whole: whoever looks, or a crash, never meets half of one.</summary>
    public static void Make(string path, CaptureStart first)
    {
        string making = path + ".new";
        DeleteUnfinished(making); // of a recorder that was killed here
        try
        {
            MakeEmpty(making);
            CaptureConnections.OpenForWriting(making, first).Dispose();
            foreach (string part in (string[])[path + "-wal", path + "-shm"])
            {
                File.Delete(part); // of a capture that was deleted or renamed: they would be taken for the new one's
            }
            File.Move(making, path, overwrite: true);
        }
        catch
        {
            DeleteUnfinished(making);
            throw;
        }
    }

    /// <summary>What could not be made, on a full disk say, is not left behind.</summary>
    public static void DeleteUnfinished(string path)
    {
        try
        {
            foreach (string part in (string[])[path, path + "-wal", path + "-shm"])
            {
                File.Delete(part);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty capture that stays does no harm.
        }
    }

    /// <summary>Makes an empty file of mode 0600, also of one that somebody had made.</summary>
    public static void MakeEmpty(string path)
    {
        const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            new FileStream(path, options).Dispose();
            return;
        }
        options.UnixCreateMode = OwnersAlone; // -wal and -shm take it over
        using var file = new FileStream(path, options);
        File.SetUnixFileMode(file.SafeFileHandle, OwnersAlone); // also when somebody had made it, empty
    }
}

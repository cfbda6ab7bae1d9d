namespace SioProxy.Viewer.Summaries;

/// <summary>Files with what was captured in them: for their owner's eyes only.</summary>
internal static class PrivateFile
{
    /// <summary>A new file to write to.</summary>
    /// <exception cref="IOException">It is there already, or cannot be made.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }
}

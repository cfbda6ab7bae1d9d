namespace SioProxy.Storage;

/// <summary>How large the files of a capture are.</summary>
internal static class FileSizes
{
    public static long OfDatabase(string path) => Of(path) + Of(path + "-wal");

    public static long Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}

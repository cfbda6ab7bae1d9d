using System.CommandLine;
using SioProxy.Storage;

namespace SioProxy.Viewer.Commands;

/// <summary>The FILE argument.</summary>
internal static class FileArguments
{
    public static Argument<string> Create() =>
        new("FILE") { Description = "The capture; it may still be being written." };

    public static CaptureReader Open(string path, CommandIo io)
    {
        FilterArguments.CheckOption(path);
        path = FilterArguments.Unmask(path);
        if (path.Length == 0)
        {
            throw new CommandUsageException("FILE is empty: name the capture.");
        }
        if (Directory.Exists(path))
        {
            throw new CommandUsageException($"{path} is a directory: name a capture in it.");
        }
        if (path.StartsWith('-') && !File.Exists(path))
        {
            throw new CommandUsageException($"There is no option '{path}'; --help shows those that there are.");
        }
        if (OutputPath.IsSpecial(path))
        {
            throw new CommandUsageException($"{path} is a device or a pipe: a capture is a file.");
        }
        if (IsEmpty(path))
        {
            throw new CommandUsageException($"{path} is empty: nothing was recorded into it (yet).");
        }
        CaptureReader reader = CaptureFile.OpenReader(path);
        if (reader.UnmergedSpillBytes is > 0 and var bytes)
        {
            io.Error.WriteLine(
                $"Note: {bytes} bytes that a crashed recorder left beside the capture could not be merged."
            );
        }
        return reader;
    }

    private static bool IsEmpty(string path)
    {
        var log = new FileInfo(path + "-wal");
        return new FileInfo(path) is { Exists: true, Length: 0 } && log is not { Exists: true, Length: > 0 };
    }

    /// <summary>A filter hides gaps, and loss is never silent.</summary>
    public static void TellOfGaps(CaptureReader reader, Filtering.Filter filter, CommandIo io)
    {
        if (filter.IsAll)
        {
            return;
        }
        long gaps = reader.Count(Filtering.Filter.Parse("is:gap"), io.Stop);
        if (gaps > 0)
        {
            io.Error.WriteLine($"Note: the capture has {gaps} gap{(gaps == 1 ? "" : "s")}, shown by 'is:gap'.");
        }
    }
}

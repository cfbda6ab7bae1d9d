using SioProxy.Storage;
using SioProxy.Viewer.App;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview [FILE]</c>: the terminal program.</summary>
internal static class TerminalCommand
{
    private const string Recordings = "recordings";

    public static int Run(CommandIo io, string? file)
    {
        string path =
            file
            ?? Newest()
            ?? throw new CommandUsageException(
                $"There is no capture in {Recordings}/: name one, or record with sioproxy; 'sioview --help' shows the usage."
            );
        ViewerOptions options;
        using (CaptureReader reader = FileArguments.Open(path, io))
        {
            options = new ViewerOptions
            {
                Path = reader.Path,
                Span = (reader.FirstRowId, reader.LastRowId),
                Settings = SettingsFile.Read(
                    SettingsFile.Path,
                    TerminalColors.Detect(Environment.GetEnvironmentVariable)
                ) with
                {
                    Directory = ViewerDirectory.Default,
                },
            };
        }
        if (!io.IsOutputTerminal || !io.IsInputTerminal)
        {
            throw new CommandUsageException(
                "sioview needs a terminal to show a capture in: 'sioview list FILE' prints it, 'sioview --help' shows what else there is."
            );
        }
        using var program = new TerminalProgram();
        return program.Run(options, io);
    }

    /// <summary>The capture that was written to last; samples are in a folder of their own.</summary>
    private static string? Newest() =>
        Directory.Exists(Recordings)
            ? new DirectoryInfo(Recordings)
                .EnumerateFiles("*.db")
                .OrderByDescending(LastWrite)
                .Select(file => Path.Combine(Recordings, file.Name))
                .FirstOrDefault()
            : null;

    // What is being recorded is written to the log beside the file first.
    private static DateTime LastWrite(FileInfo file)
    {
        DateTime log = File.GetLastWriteTimeUtc(file.FullName + "-wal"); // 1601 when there is none
        return log > file.LastWriteTimeUtc ? log : file.LastWriteTimeUtc;
    }
}

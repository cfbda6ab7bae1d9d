using System.Globalization;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Details;

/// <summary>Writes a row's binary content to files. Their names are made of numbers and a recognised type, never of captured text.</summary>
internal static class AttachmentFiles
{
    /// <summary>The files that would be written, in order.</summary>
    public static IReadOnlyList<string> Names(RowDetails details, string directory) =>
        [
            .. details.Binaries.Select(
                (bytes, index) =>
                    Path.Combine(
                        directory,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{details.Row.Id}-{index}.{BinaryKind.Of(bytes.Span).Extension}"
                        )
                    )
            ),
        ];

    /// <summary>Writes the row's binaries, or one of them, into a directory that is made if need be; existing files are never overwritten.</summary>
    /// <returns>The files written.</returns>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static IReadOnlyList<string> Save(RowDetails details, string directory, int? only)
    {
        IReadOnlyList<string> names = Names(details, directory);
        List<int> wanted = [.. Enumerable.Range(0, names.Count).Where(index => only is null || index == only)];
        if (wanted.Select(index => names[index]).FirstOrDefault(Path.Exists) is { } existing)
        {
            throw new IOException($"{existing} is there already.");
        }
        _ = Directory.CreateDirectory(directory);
        foreach (int index in wanted)
        {
            Write(names[index], details.Binaries[index]);
        }
        return [.. wanted.Select(index => names[index])];
    }

    /// <summary>Writes them; existing files are never overwritten.</summary>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static void Write(RowDetails details, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            Write(names[i], details.Binaries[i]);
        }
    }

    private static void Write(string name, ReadOnlyMemory<byte> bytes)
    {
        using var file = PrivateFile.Create(name);
        file.Write(bytes.Span);
    }
}

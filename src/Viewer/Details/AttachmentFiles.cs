using System.Globalization;

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

    /// <summary>Writes them; existing files are never overwritten.</summary>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static void Write(RowDetails details, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            using var file = new FileStream(names[i], FileMode.CreateNew, FileAccess.Write);
            file.Write(details.Binaries[i].Span);
        }
    }
}

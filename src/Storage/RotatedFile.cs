using System.Globalization;

namespace SioProxy.Storage;

/// <summary>How the files are called that a recorder makes one after the other: <c>NAME.db</c>, <c>NAME-0002.db</c>…</summary>
public static class RotatedFile
{
    private const string Format = "D4";

    /// <summary>The path of a rotation's file.</summary>
    /// <param name="first">The path of the first one, which has no number.</param>
    /// <param name="number">From 1.</param>
    public static string PathOf(string first, int number)
    {
        ArgumentNullException.ThrowIfNull(first);
        return number == 1
            ? first
            : Path.Combine(
                Path.GetDirectoryName(first) ?? "",
                $"{Path.GetFileNameWithoutExtension(first)}-{Text(number)}{Path.GetExtension(first)}"
            );
    }

    /// <summary>The path of the file after this one.</summary>
    public static string NextOf(string path)
    {
        (string first, int number) = Split(path);
        return PathOf(first, number + 1);
    }

    /// <summary>The newest file that there is after this one; null when this is the newest.</summary>
    public static string? NewestAfter(string path)
    {
        string? newest = null;
        for (string next = NextOf(path); File.Exists(next); next = NextOf(next))
        {
            newest = next;
        }
        return newest;
    }

    /// <summary>
    /// The files that are called like a rotation's, the newest first. A name is not enough to tell whether they are: see
    /// <see cref="CaptureFile.RotationNumber"/>.
    /// </summary>
    /// <param name="first">The path of the first one, with its directory.</param>
    public static IReadOnlyList<(string Path, int Number)> Find(string first)
    {
        ArgumentNullException.ThrowIfNull(first);
        var found = new List<(string Path, int Number)>();
        if (File.Exists(first))
        {
            found.Add((first, 1));
        }
        string pattern = $"{Path.GetFileNameWithoutExtension(first)}-*{Path.GetExtension(first)}";
        foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(first)!, pattern))
        {
            (string its, int number) = Split(path);
            if (number > 1 && string.Equals(its, first, StringComparison.Ordinal))
            {
                found.Add((path, number));
            }
        }
        found.Sort(static (a, b) => b.Number.CompareTo(a.Number));
        return found;
    }

    private static (string First, int Number) Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileNameWithoutExtension(path);
        int dash = name.LastIndexOf('-');
        if (
            dash > 0
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is > 1 and < int.MaxValue
            && name.AsSpan(dash + 1).SequenceEqual(Text(number)) // -00002 is somebody else's
        )
        {
            return (Path.Combine(Path.GetDirectoryName(path) ?? "", name[..dash] + Path.GetExtension(path)), number);
        }
        return (path, 1);
    }

    private static string Text(int number) => number.ToString(Format, CultureInfo.InvariantCulture);
}

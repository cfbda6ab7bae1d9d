using System.Globalization;

namespace SioProxy.Viewer.Packets;

/// <summary>The files that a recorder makes one after the other: <c>NAME.db</c>, <c>NAME-0002.db</c>…</summary>
internal static class RotatedFile
{
    private const int Digits = 4;

    /// <summary>The path of the file after this one.</summary>
    public static string NextOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        int number = 1;
        int dash = name.LastIndexOf('-');
        if (
            dash > 0
            && name.Length - dash > Digits
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int its)
            && its is > 1 and < int.MaxValue
        )
        {
            (name, number) = (name[..dash], its);
        }
        string next = (number + 1).ToString($"D{Digits}", CultureInfo.InvariantCulture);
        return Path.Combine(Path.GetDirectoryName(path) ?? "", $"{name}-{next}{Path.GetExtension(path)}");
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
}

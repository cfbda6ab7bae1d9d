using System.Globalization;
using SioProxy.Viewer.Details;

namespace SioProxy.Viewer.Outlining;

/// <summary>Bytes as lines in hexadecimal and ASCII; many of them in folds, so that only those looked at are made.</summary>
internal static class HexNodes
{
    private const int Fold = 4096;

    public static IReadOnlyList<OutlineNode> Of(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= Fold)
        {
            return Lines(bytes, 0);
        }
        var folds = new List<OutlineNode>();
        int size = Fold;
        while (bytes.Length / size > Fold / 4)
        {
            size *= 16;
        }
        for (int at = 0; at < bytes.Length; at += size)
        {
            int start = at;
            ReadOnlyMemory<byte> part = bytes.Slice(start, Math.Min(size, bytes.Length - start));
            string title = string.Create(CultureInfo.InvariantCulture, $"{start:x8}–{start + part.Length - 1:x8}");
            folds.Add(new SectionNode(title, title, "", () => Lines(part, start)));
        }
        return folds;
    }

    private static List<OutlineNode> Lines(ReadOnlyMemory<byte> bytes, int offset) =>
        [.. HexDump.Lines(bytes, bytes.Length, offset).Select(line => new LineNode(line))];
}

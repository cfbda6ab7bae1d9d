namespace SioProxy.Sessions;

/// <summary>A stretch of bytes that something else takes the place of.</summary>
internal readonly record struct Splice(int Start, int End, byte[] Replacement)
{
    /// <summary>The bytes with every splice done; these are in order and do not overlap.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> bytes, List<Splice> splices)
    {
        int length = bytes.Length;
        foreach (Splice each in splices)
        {
            length += each.Replacement.Length - (each.End - each.Start);
        }
        byte[] result = new byte[length];
        int from = 0;
        int to = 0;
        foreach (Splice each in splices)
        {
            bytes[from..each.Start].CopyTo(result.AsSpan(to));
            to += each.Start - from;
            each.Replacement.CopyTo(result, to);
            to += each.Replacement.Length;
            from = each.End;
        }
        bytes[from..].CopyTo(result.AsSpan(to));
        return result;
    }
}

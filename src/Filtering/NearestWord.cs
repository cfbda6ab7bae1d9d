namespace SioProxy.Filtering;

/// <summary>Finds what a mistyped word was probably meant to be.</summary>
internal static class NearestWord
{
    private const int MaxLength = 32;

    public static string? Find(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }
        string typed = word.ToLowerInvariant();
        string? nearest = null;
        int smallest = typed.Length >= 4 ? 3 : 2; // one below: up to two slips, in a short word one
        foreach (string candidate in candidates)
        {
            int distance =
                typed.Length >= 3 && candidate.StartsWith(typed, StringComparison.Ordinal)
                    ? 1
                    : Distance(typed, candidate);
            if (distance < smallest)
            {
                smallest = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }
                int change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int best = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, table[i - 2, j - 2] + 1);
                }
                table[i, j] = best;
            }
        }
        return table[a.Length, b.Length];
    }
}

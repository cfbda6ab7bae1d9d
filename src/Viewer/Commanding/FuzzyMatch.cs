namespace SioProxy.Viewer.Commanding;

/// <summary>How well letters fit a text that contains them in that order.</summary>
internal static class FuzzyMatch
{
    /// <summary>Higher is better; null when the letters are not there. Consecutive letters and beginnings of words count more.</summary>
    public static int? Score(string text, string letters)
    {
        int score = 0;
        int at = 0;
        int previous = -2;
        foreach (char letter in letters)
        {
            if (letter == ' ')
            {
                continue;
            }
            int found = Find(text, letter, at, previous);
            if (found < 0)
            {
                return null;
            }
            bool isWordStart = found == 0 || !char.IsLetterOrDigit(text[found - 1]);
            score += 10 + (found == previous + 1 ? 15 : 0) + (isWordStart ? 12 : 0) - Math.Min(9, found - at);
            previous = found;
            at = found + 1;
        }
        return score;
    }

    // The next letter where it continues a run or begins a word, else its first place.
    private static int Find(string text, char letter, int from, int previous)
    {
        int first = -1;
        for (int i = from; i < text.Length; i++)
        {
            if (char.ToLowerInvariant(text[i]) != char.ToLowerInvariant(letter))
            {
                continue;
            }
            if (i == previous + 1 || i == 0 || !char.IsLetterOrDigit(text[i - 1]))
            {
                return i;
            }
            first = first < 0 ? i : first;
        }
        return first;
    }
}

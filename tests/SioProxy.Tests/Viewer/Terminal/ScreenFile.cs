namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>
/// Whole screens as text files beside the tests, so that a change of what users see is read in a diff. With
/// SIOPROXY_WRITE_SCREENS=1 in the environment the tests write them instead of comparing.
/// </summary>
internal static class ScreenFile
{
    private const string Switch = "SIOPROXY_WRITE_SCREENS";

    /// <summary>The screen must be what the file says.</summary>
    /// <param name="changing">A text that is another one in each run; the files have blanks for it, behind what follows it.</param>
    public static void Check(TuiHost host, string name, string changing)
    {
        IEnumerable<string> lines = host.Lines.Select(line => Without(line, changing));
        Check(
            string.Join('\n', lines),
            Path.Combine("tests", "SioProxy.Tests", "Viewer", "Terminal", "Screens", $"{name}.txt")
        );
    }

    /// <summary>The text must be what the file says.</summary>
    /// <param name="path">From the repository's root.</param>
    public static void Check(string text, string path)
    {
        string file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text.TrimEnd('\n') + "\n");
            return;
        }
        Assert.True(File.Exists(file), $"There is no {file}: run the tests with {Switch}=1 and read what they write.");
        string expected = File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd('\n');
        string shown = text.TrimEnd('\n');
        Assert.True(
            string.Equals(expected, shown, StringComparison.Ordinal),
            $"{path} is not what it was. If it is to look like this, run the tests with {Switch}=1.\n"
                + $"--- before\n{expected}\n--- now\n{shown}"
        );
    }

    private static string Without(string line, string changing)
    {
        int at = line.IndexOf(changing, StringComparison.Ordinal);
        if (at < 0)
        {
            return line;
        }
        string rest = line[(at + changing.Length)..];
        int end = rest.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var blank ? blank : rest.Length;
        return line[..at] + rest[..end] + new string(' ', changing.Length) + rest[end..];
    }
}

using System.Globalization;
using System.Text;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.App;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>
/// The main screens in the light theme, each line with a line of letters below that says which colours it has, and a legend. The
/// files are in Screens/light/.
/// </summary>
public sealed class LightScreenTests : IDisposable
{
    private const double Readable = 4.5; // WCAG 2.2, 1.4.3: what normal text needs

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("packets", "!", "1")]
    [InlineData("details", "#", "3", "5", "enter", "enter")]
    [InlineData("search", "/", "j", "o", "i", "n", "enter")]
    [InlineData("filter-completion", "f", "e", "v", "e", "n", "t", ":")]
    [InlineData("sessions", "2")]
    [InlineData("sequence", "3")]
    [InlineData("statistics", "4")]
    [InlineData("keys", "?")]
    public void Screen_InTheLightTheme_IsReadable(string name, params string[] keys)
    {
        string copy = _directory.Sample("v4-chat", "chat.db");
        using var host = new TuiHost(copy, 80, 24, ViewerSettings.Default with { Theme = ViewerThemes.Light });
        _ = host.WaitFor("19:25:36").WaitFor(() => host.Context.Survey.IsComplete, "the survey");
        _ = host.Press(keys)
            .WaitFor(
                name switch
                {
                    "details" => "event: report",
                    "search" => " of 3 ",
                    "filter-completion" => "(UT join",
                    "sequence" => "◀",
                    "statistics" => "acks 6/7",
                    "keys" => "Esc closes",
                    _ => "2 ",
                }
            );
        Assert.All(
            Colours(host),
            pair => Assert.True(Contrast(pair) >= Readable, $"{Words(pair)}: {Contrast(pair):0.0}")
        );
        ScreenFile.Check(
            Picture(host),
            Path.Combine("tests", "SioProxy.Tests", "Viewer", "Terminal", "Screens", "light", $"{name}.txt")
        );
    }

    private static IEnumerable<(int X, int Y)> Places(TuiHost host) =>
        Enumerable.Range(0, host.Size.Rows).SelectMany(y => Enumerable.Range(0, host.Size.Columns).Select(x => (x, y)));

    private static Attribute At(TuiHost host, int x, int y) => host.Cell(x, y).Attribute ?? default;

    private static List<Attribute> Colours(TuiHost host) =>
        [.. Places(host).Select(place => At(host, place.X, place.Y)).Distinct()];

    private static string Picture(TuiHost host)
    {
        var letters = new Dictionary<Attribute, char> { [ViewerThemes.Light.Normal] = '.' };
        foreach (Attribute pair in Colours(host).Where(pair => !letters.ContainsKey(pair)))
        {
            letters.Add(pair, (char)('a' + letters.Count - 1));
        }
        var text = new StringBuilder();
        IReadOnlyList<string> lines = host.Lines;
        for (int y = 0; y < host.Size.Rows; y++)
        {
            char[] colours = [.. Enumerable.Range(0, host.Size.Columns).Select(x => letters[At(host, x, y)])];
            _ = text.Append(y < lines.Count ? lines[y] : "")
                .Append('\n')
                .Append(new string(colours).TrimEnd('.'))
                .Append('\n');
        }
        foreach ((Attribute pair, char letter) in letters)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{letter} {Words(pair)}\n");
        }
        return text.ToString();
    }

    private static string Words(Attribute pair) =>
        $"{Hex(pair.Foreground)} on {Hex(pair.Background)}{(pair.Style == TextStyle.None ? "" : $" {pair.Style}")}";

    private static string Hex(Color color) =>
        string.Create(CultureInfo.InvariantCulture, $"#{color.R:x2}{color.G:x2}{color.B:x2}");

    // WCAG 2.2, "contrast ratio".
    private static double Contrast(Attribute pair)
    {
        (double one, double other) = (Luminance(pair.Foreground), Luminance(pair.Background));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Luminance(Color color)
    {
        static double Linear(byte part)
        {
            double share = part / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));
    }
}

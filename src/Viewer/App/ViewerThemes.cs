using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.App;

/// <summary>The themes that there are.</summary>
internal static class ViewerThemes
{
    public const string Default = "dark";

    public static ViewerTheme Dark { get; } = Make("dark", "#1e1e2e", "#cdd6f4", DarkColors());

    public static ViewerTheme Light { get; } = Make("light", "#fafafa", "#24292f", LightColors());

    /// <summary>The terminal's own colours, and nothing but bold, underlined and reversed text (NO_COLOR).</summary>
    public static ViewerTheme Mono { get; } = MakeMono();

    /// <summary>The sixteen colours that every terminal with colours has, as the terminal's owner has chosen them.</summary>
    public static ViewerTheme Basic { get; } = MakeBasic();

    public static IReadOnlyDictionary<string, ViewerTheme> All { get; } =
        new[] { Dark, Light, Basic, Mono }.ToDictionary(theme => theme.Name, StringComparer.Ordinal);

    /// <summary>The theme for a terminal when nobody has chosen one.</summary>
    public static ViewerTheme For(ColorDepth colors) =>
        colors switch
        {
            ColorDepth.None => Mono,
            ColorDepth.Sixteen => Basic,
            _ => Dark,
        };

    private static Colors DarkColors() =>
        new(
            Dim: "#9399b2",
            Heading: "#89b4fa",
            Cursor: ("#ffffff", "#45475a"),
            Elsewhere: ("#cdd6f4", "#313244"),
            Client: "#89dceb",
            Server: "#a6e3a1",
            Fault: "#f38ba8",
            Gap: ("#1e1e2e", "#f9e2af"),
            Mark: "#f9e2af",
            Match: ("#1e1e2e", "#fab387"),
            Bar: ("#cdd6f4", "#313244"),
            BarKey: "#f9e2af",
            Input: ("#cdd6f4", "#313244"),
            Palette: ["#89b4fa", "#f5c2e7", "#94e2d5", "#fab387", "#cba6f7", "#a6e3a1", "#eba0ac", "#f9e2af"]
        );

    private static Colors LightColors() =>
        new(
            Dim: "#57606a",
            Heading: "#0550ae",
            Cursor: ("#000000", "#d0e4ff"),
            Elsewhere: ("#24292f", "#dfe5ec"),
            Client: "#0a6b78",
            Server: "#116329",
            Fault: "#a40e26",
            Gap: ("#000000", "#f2cc60"),
            Mark: "#7d4e00",
            Match: ("#000000", "#ffc680"),
            Bar: ("#24292f", "#dfe5ec"),
            BarKey: "#0550ae",
            Input: ("#24292f", "#e7ecf2"),
            Palette: ["#0550ae", "#99286e", "#0a6b78", "#953800", "#6639ba", "#116329", "#a40e26", "#7d4e00"]
        );

    private static ViewerTheme Make(string name, string background, string foreground, Colors colors)
    {
        Color ground = new(background);
        Attribute On(string color) => new(new Color(color), ground);
        static Attribute Pair((string Foreground, string Background) pair) =>
            new(new Color(pair.Foreground), new Color(pair.Background));
        return new ViewerTheme
        {
            Name = name,
            Normal = On(foreground),
            Dim = On(colors.Dim),
            Heading = On(colors.Heading) with { Style = TextStyle.Bold },
            Cursor = Pair(colors.Cursor),
            CursorElsewhere = Pair(colors.Elsewhere),
            Client = On(colors.Client),
            Server = On(colors.Server),
            Fault = On(colors.Fault),
            Gap = Pair(colors.Gap) with { Style = TextStyle.Bold },
            Mark = On(colors.Mark) with { Style = TextStyle.Bold },
            Match = Pair(colors.Match),
            Bar = Pair(colors.Bar),
            BarKey = new Attribute(new Color(colors.BarKey), new Color(colors.Bar.Background)) with
            {
                Style = TextStyle.Bold,
            },
            Good = On(colors.Server),
            Input = Pair(colors.Input),
            Palette = [.. colors.Palette.Select(On)],
        };
    }

    private static ViewerTheme MakeBasic()
    {
        static Attribute Of(ColorName16 foreground, ColorName16 background = ColorName16.Black, bool isBold = false) =>
            new(new Color(foreground), new Color(background), isBold ? TextStyle.Bold : TextStyle.None);
        return new ViewerTheme
        {
            Name = "basic",
            Normal = Of(ColorName16.White),
            Dim = Of(ColorName16.Gray),
            Heading = Of(ColorName16.BrightBlue, isBold: true),
            Cursor = Of(ColorName16.White, ColorName16.Blue),
            CursorElsewhere = Of(ColorName16.Black, ColorName16.Gray),
            Client = Of(ColorName16.BrightCyan),
            Server = Of(ColorName16.BrightGreen),
            Fault = Of(ColorName16.BrightRed),
            Gap = Of(ColorName16.Black, ColorName16.Yellow, isBold: true),
            Mark = Of(ColorName16.BrightYellow, isBold: true),
            Match = Of(ColorName16.Black, ColorName16.Yellow),
            Bar = Of(ColorName16.Black, ColorName16.Gray),
            BarKey = Of(ColorName16.Blue, ColorName16.Gray, isBold: true),
            Good = Of(ColorName16.BrightGreen),
            Input = Of(ColorName16.Black, ColorName16.Gray),
            Palette =
            [
                Of(ColorName16.BrightBlue),
                Of(ColorName16.BrightMagenta),
                Of(ColorName16.BrightCyan),
                Of(ColorName16.BrightYellow),
                Of(ColorName16.Magenta),
                Of(ColorName16.BrightGreen),
                Of(ColorName16.Cyan),
                Of(ColorName16.Green),
            ],
        };
    }

    private static ViewerTheme MakeMono()
    {
        static Attribute Style(TextStyle style) => new(Color.None, Color.None, style);
        return new ViewerTheme
        {
            Name = "mono",
            Normal = Style(TextStyle.None),
            Dim = Style(TextStyle.None),
            Heading = Style(TextStyle.Bold),
            Cursor = Style(TextStyle.Reverse),
            CursorElsewhere = Style(TextStyle.Underline),
            Client = Style(TextStyle.None),
            Server = Style(TextStyle.None),
            Fault = Style(TextStyle.Bold | TextStyle.Underline),
            Gap = Style(TextStyle.Reverse | TextStyle.Bold),
            Mark = Style(TextStyle.Bold),
            Match = Style(TextStyle.Underline),
            Bar = Style(TextStyle.Reverse),
            BarKey = Style(TextStyle.Reverse | TextStyle.Bold),
            Good = Style(TextStyle.None),
            Input = Style(TextStyle.Underline),
            Palette = [Style(TextStyle.None)],
        };
    }

    private sealed record Colors(
        string Dim,
        string Heading,
        (string Foreground, string Background) Cursor,
        (string Foreground, string Background) Elsewhere,
        string Client,
        string Server,
        string Fault,
        (string Foreground, string Background) Gap,
        string Mark,
        (string Foreground, string Background) Match,
        (string Foreground, string Background) Bar,
        string BarKey,
        (string Foreground, string Background) Input,
        IReadOnlyList<string> Palette
    );
}

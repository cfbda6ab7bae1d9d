using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.App;

/// <summary>The colours of everything that the viewer paints, and of the framework's own views.</summary>
internal sealed record ViewerTheme
{
    public required string Name { get; init; }

    public required Attribute Normal { get; init; }

    /// <summary>What matters less: punctuation, times, placeholders.</summary>
    public required Attribute Dim { get; init; }

    /// <summary>Column titles, borders.</summary>
    public required Attribute Heading { get; init; }

    /// <summary>The row under the cursor, in the view that has the keyboard.</summary>
    public required Attribute Cursor { get; init; }

    /// <summary>The row under the cursor, in other views.</summary>
    public required Attribute CursorElsewhere { get; init; }

    public required Attribute Client { get; init; }

    public required Attribute Server { get; init; }

    public required Attribute Fault { get; init; }

    public required Attribute Gap { get; init; }

    /// <summary>Marked rows, and what is yet unanswered.</summary>
    public required Attribute Mark { get; init; }

    /// <summary>What a search has found.</summary>
    public required Attribute Match { get; init; }

    /// <summary>What leads elsewhere.</summary>
    public Attribute Link => Heading with { Style = TextStyle.Underline };

    /// <summary>The bars at the top and at the bottom.</summary>
    public required Attribute Bar { get; init; }

    /// <summary>Keys and the chosen tab in those bars.</summary>
    public required Attribute BarKey { get; init; }

    public required Attribute Good { get; init; }

    /// <summary>Where text is typed.</summary>
    public required Attribute Input { get; init; }

    /// <summary>Colours to tell sessions and events apart; never empty.</summary>
    public required IReadOnlyList<Attribute> Palette { get; init; }

    /// <summary>The same for the framework's views.</summary>
    public Scheme Scheme => field ??= MakeScheme();

    /// <summary>An attribute as it looks in the row under the cursor.</summary>
    public Attribute OnCursor(Attribute attribute, bool hasFocus)
    {
        Attribute cursor = hasFocus ? Cursor : CursorElsewhere;
        if (attribute == Match)
        {
            return attribute with { Style = attribute.Style | cursor.Style };
        }
        return cursor.Style.HasFlag(TextStyle.Reverse)
            ? attribute with
            {
                Foreground = cursor.Foreground,
                Style = cursor.Style,
            }
            : attribute with
            {
                Foreground = attribute == Normal || attribute == Dim ? cursor.Foreground : attribute.Foreground,
                Background = cursor.Background,
            };
    }

    /// <summary>A colour that is always the same for the same text.</summary>
    public Attribute ColorOf(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = (hash ^ character) * 16777619;
        }
        return Palette[(int)(hash % (uint)Palette.Count)];
    }

    private Scheme MakeScheme() =>
        new(Normal)
        {
            Focus = Cursor,
            HotNormal = Heading,
            HotFocus = Cursor,
            Active = CursorElsewhere,
            HotActive = CursorElsewhere,
            Highlight = Match,
            Editable = Input,
            ReadOnly = Normal,
            Disabled = Dim,
        };
}

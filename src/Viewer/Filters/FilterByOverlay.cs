using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Details;
using SioProxy.Viewer.Packets;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Filters;

/// <summary>Offers the filters that can be made of a row and of the value under the cursor.</summary>
internal sealed class FilterByOverlay : ListOverlay<FilterChoice>
{
    private readonly IReadOnlyList<FilterChoice> _choices;

    public FilterByOverlay(ViewerContext context, CapturedRow row, JsonNode? value)
        : base(context, "Filter by this") => _choices = Choices(row, value, context.Filters.Typed.IsAll);

    /// <summary>Joins a term to the filter that is there, and shows what then matches.</summary>
    public static void Apply(ViewerContext context, string term, FilterJoin join)
    {
        string text = FilterTerms.Join(context.Filters.Typed.Text, term, join);
        if (!Filter.TryParse(text, out Filter? filter, out FilterError? error))
        {
            context.Shell.ShowTrouble(error.Sentence);
            return;
        }
        context.Filters.Apply(filter);
        context.Shell.Show(PacketsWorkspace.Name);
    }

    public static IReadOnlyList<FilterChoice> Choices(CapturedRow row, JsonNode? value, bool isAll)
    {
        var terms = new List<KeyValuePair<string, string>>();
        if (value is not null && FilterTerms.ForValue(value, out _) is { } term)
        {
            terms.Add(new("this value", term));
        }
        terms.AddRange(FilterTerms.Of(row));
        var choices = new List<FilterChoice>();
        foreach ((string name, string text) in terms)
        {
            choices.Add(new FilterChoice(isAll ? $"only {name}" : $"and {name}", text, FilterJoin.And));
            choices.Add(new FilterChoice($"without {name}", text, FilterJoin.Not));
            if (!isAll)
            {
                choices.Add(new FilterChoice($"or {name}", text, FilterJoin.Or));
                choices.Add(new FilterChoice($"only {name}", text, FilterJoin.Replace));
            }
        }
        return choices;
    }

    protected override IReadOnlyList<FilterChoice> Find(string typed) =>
        [
            .. _choices.Where(choice =>
                $"{choice.Name} {choice.Term}".Contains(typed, StringComparison.OrdinalIgnoreCase)
            ),
        ];

    protected override IEnumerable<(string Text, Attribute Attribute)> Line(FilterChoice item) =>
        [(" " + CellText.Fill(item.Name, 24), Theme.Normal), (TerminalText.Sanitize(item.Term, 400), Theme.Dim)];

    protected override void Choose(FilterChoice item)
    {
        Close();
        Apply(Context, item.Term, item.Join);
    }
}

namespace SioProxy.Filtering;

/// <summary>Says in English what a filter matches.</summary>
internal static class FilterExplainer
{
    public static string Explain(FilterNode root) =>
        root is AndNode { Terms.Count: 0 } ? "Every row." : $"Rows where {Clause(root, isNegated: false)}.";

    private static string Clause(FilterNode node, bool isNegated) =>
        node switch
        {
            AndNode { Terms.Count: 0 } => isNegated ? "nothing matches" : "anything is allowed",
            AndNode and => isNegated
                ? $"not all of this holds: {Group(and.Terms, " and ")}"
                : Group(and.Terms, " and "),
            OrNode or => isNegated ? $"none of this holds: {Group(or.Terms, " or ")}" : Group(or.Terms, " or "),
            NotNode not => Clause(not.Term, !isNegated),
            _ => TermExplainer.Explain(node, isNegated),
        };

    private static string Group(IReadOnlyList<FilterNode> terms, string conjunction) =>
        string.Join(
            conjunction,
            terms.Select(term =>
                term is AndNode or OrNode or NotNode { Term: AndNode or OrNode }
                    ? $"({Clause(term, isNegated: false)})"
                    : Clause(term, isNegated: false)
            )
        );
}

using SioProxy.Filtering;

namespace SioProxy.Storage.Formats.Html;

/// <summary>What a page says of itself.</summary>
public sealed record HtmlPageInfo
{
    /// <summary>The capture's file name, without its folder.</summary>
    public required string Capture { get; init; }

    /// <summary>Which rows the page holds.</summary>
    public required Filter Filter { get; init; }

    /// <summary>The rules that were redacted by on the way out; empty if none.</summary>
    public IReadOnlyList<string> RedactionRules { get; init; } = [];

    /// <summary>Says what is wrong with what the page shows. Called once, when all rows are written.</summary>
    public Func<IReadOnlyList<HtmlProblem>> Problems { get; init; } = () => [];

    /// <summary>Marks and comments by the id of their row.</summary>
    public IReadOnlyDictionary<long, string> Comments { get; init; } = new Dictionary<long, string>();
}

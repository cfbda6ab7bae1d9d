using CsCheck;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Filtering;

/// <summary>What holds for every filter.</summary>
public sealed class FilterPropertyTests
{
    private static readonly Gen<string> Pieces = AnyOf(
        "event:",
        "chat",
        "args[0]",
        ".room",
        "=",
        "!=",
        ">",
        ">=",
        "(",
        ")",
        "-",
        "not ",
        " or ",
        " ",
        "|",
        "\"",
        "/",
        "\\",
        "*",
        "?",
        "size",
        "10k",
        "latency",
        "at",
        "15:04",
        "2026-11-22",
        "T",
        "Z",
        "type:",
        "is:",
        "slow",
        "ns:/",
        "[",
        "]",
        ".",
        "auth",
        "data",
        "\u00fc",
        "\ud83d",
        "\0",
        "\n",
        "[*]",
        "1e9",
        "-5",
        "u12"
    )
        .Array[0, 14]
        .Select(string.Concat);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Pieces,
        Gen.String[Gen.Char["ab /*?\\\"|()-=:.[]\n\u00e9\ud83d\ude00\u0001"], 0, 8]
    );

    private static readonly Gen<string> Filled = Texts.Where(text => text.Length > 0);

    private static readonly Gen<TextPattern> Literals = Texts.Select(text => new TextPattern(
        TextPatternKind.Literal,
        text
    ));

    private static readonly Gen<TextPattern> Globs = AnyOf(
        "*",
        "?",
        "a",
        "/",
        " ",
        "\\*",
        "\\?",
        "\\\\",
        "\"",
        ")",
        "\u00e9"
    )
        .Array[0, 6]
        .Select(parts => new TextPattern(TextPatternKind.Glob, string.Concat(parts) + "*"));

    private static readonly Gen<TextPattern> Regexes = AnyOf("^a$", "a/b", "(x|y z)\"", "\\d+\\\\", "[)]", "")
        .Select(text => new TextPattern(TextPatternKind.Regex, text));

    private static readonly Gen<TextPattern> Patterns = Gen.OneOf(Literals, Globs, Regexes);

    private static readonly Gen<Comparison> Orders = Gen.Int[2, 5].Select(value => (Comparison)value);

    private static readonly Gen<PathStep> Steps = Gen.OneOf(
        Texts.Select(name => new PathStep(name, null)),
        Gen.Int[0, 99].Select(index => new PathStep(null, index)),
        Gen.Const(new PathStep(null, null))
    );

    private static readonly Gen<PathValue> Values = Gen.OneOf(
        Texts.Select(text => new PathValue(new TextPattern(TextPatternKind.Literal, text), IsQuoted: true)),
        Filled.Select(text => new PathValue(new TextPattern(TextPatternKind.Literal, text), IsQuoted: false)),
        Gen.OneOf(Globs, Regexes).Select(pattern => new PathValue(pattern, IsQuoted: false))
    );

    private static readonly Gen<FilterTime> Times = Gen.OneOf(
        Gen.Long[0, 24 * 60 - 1].Select(minute => new FilterTime(minute * 60_000_000, 60_000_000, IsTimeOfDay: true)),
        Gen.Long[0, 24 * 3600 * 1000L - 1].Select(ms => new FilterTime(ms * 1000, 1000, IsTimeOfDay: true)),
        Gen.Long[-50_000_000_000, 50_000_000_000]
            .Select(s => new FilterTime(s * 1_000_000, 1_000_000, IsTimeOfDay: false)),
        Gen.Long[-700_000, 700_000]
            .Select(day => new FilterTime(day * FilterTime.MicrosPerDay, FilterTime.MicrosPerDay, IsTimeOfDay: false))
    );

    private static readonly Gen<FilterNode> Terms = Gen.OneOf<FilterNode>(
        Filled.Select(text => (FilterNode)new TextNode(text)),
        Gen.Select(Gen.Enum<NameField>().Where(field => field != NameField.Namespace), Patterns.List[1, 3])
            .Select((field, patterns) => (FilterNode)new NameNode(field, patterns)),
        Texts
            .List[1, 2]
            .Select(names =>
                (FilterNode)
                    new NameNode(
                        NameField.Namespace,
                        [.. names.Select(name => new TextPattern(TextPatternKind.Literal, "/" + name))]
                    )
            ),
        Gen.Enum<FilterType>().List[1, 3].Select(types => (FilterNode)new TypeNode(types)),
        Gen.Enum<FilterState>().List[1, 3].Select(states => (FilterNode)new StateNode(states)),
        Gen.Enum<Direction>().List[1, 2].Select(values => (FilterNode)new DirectionNode(values)),
        Gen.Enum<Transport>().List[1, 2].Select(values => (FilterNode)new TransportNode(values)),
        Gen.Enum<EngineIoVersion>().List[1, 2].Select(values => (FilterNode)new VersionNode(values)),
        Gen.Select(Gen.Enum<NumberField>(), Orders, Gen.Long[0, long.MaxValue])
            .Select((field, order, value) => (FilterNode)new NumberNode(field, order, [value])),
        Gen.Select(Gen.Enum<NumberField>(), Gen.Long[0, 5_000_000].List[1, 3])
            .Select((field, values) => (FilterNode)new NumberNode(field, Comparison.NotEqual, values)),
        Gen.Select(Orders, Times).Select((order, time) => (FilterNode)new TimeNode(order, [time])),
        Times.List[1, 3].Select(times => (FilterNode)new TimeNode(Comparison.Equal, times)),
        Gen.Select(Steps.List[0, 3], Values.List[1, 3])
            .Select((steps, values) => (FilterNode)new PathNode(PathRoot.Data, steps, Comparison.Equal, values)),
        Gen.Select(Steps.List[0, 3], Filled, Orders)
            .Select(
                (steps, text, order) =>
                    (FilterNode)
                        new PathNode(
                            PathRoot.Args,
                            [new PathStep(null, 0), .. steps],
                            order,
                            [new PathValue(new TextPattern(TextPatternKind.Literal, text), IsQuoted: false)]
                        )
            )
    );

    private static readonly Gen<FilterNode> Trees = Gen.Recursive<FilterNode>(
        (depth, inner) =>
            depth > 4
                ? Terms
                : Gen.Frequency(
                    (4, Terms),
                    (1, inner.Select(term => (FilterNode)new NotNode(term))),
                    (2, inner.List[2, 3].Select(terms => Flat(terms, isAnd: true))),
                    (2, inner.List[2, 3].Select(terms => Flat(terms, isAnd: false)))
                )
    );

    [Fact]
    public void TryParse_AnyText_DoesNotThrowAndPointsIntoIt() =>
        Texts.Sample(
            text =>
            {
                if (Filter.TryParse(text, out Filter? filter, out FilterError? error))
                {
                    var matcher = new FilterMatcher(filter);
                    Assert.NotEmpty(filter.Explain());
                    Assert.All(FilterExamples.Rows, row => matcher.Matches(row));
                    AssertPrintsBack(filter.Root);
                }
                else
                {
                    Assert.InRange(error.Column, 1, text.Length + 1);
                    Assert.Contains('^', error.Render(text));
                }
            },
            iter: 20_000
        );

    [Fact]
    public void ToString_AnyTree_ParsesToAnEqualOne() => Trees.Sample(AssertPrintsBack, iter: 5_000);

    private static void AssertPrintsBack(FilterNode tree)
    {
        string text = tree.ToString();
        Assert.True(Filter.TryParse(text, out Filter? again, out FilterError? error), $"{error?.Render(text)}");
        Assert.Equal(tree, again.Root);
    }

    private static Gen<string> AnyOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static FilterNode Flat(List<FilterNode> terms, bool isAnd) =>
        isAnd
            ? new AndNode([.. terms.SelectMany(term => term is AndNode ? term.Children : [term])])
            : new OrNode([.. terms.SelectMany(term => term is OrNode ? term.Children : [term])]);
}

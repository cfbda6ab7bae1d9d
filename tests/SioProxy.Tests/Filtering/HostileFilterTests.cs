using System.Text;
using SioProxy.Filtering;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Filtering;

/// <summary>A filter may be pasted, loaded or typed by a cat: it is parsed, or refused in a sentence, in proportion to its length.</summary>
public sealed class HostileFilterTests
{
    private const int Size = 100_000;

    private static readonly string[] Pieces =
    [
        "(",
        ")",
        "not ",
        "-",
        " or ",
        " ",
        "|",
        "\"",
        "/",
        "\\",
        "*",
        "?",
        ":",
        "=",
        ">",
        "<",
        "[",
        "]",
        ".",
        "args[0]",
        "args[*]",
        "event:",
        "size>",
        "at>=",
        "latency<",
        "type:",
        "is:slow",
        "ns:/",
        "session:",
        "data.",
        "auth.",
        "chat",
        "9",
        "1e9",
        "k",
        "ms",
        "15:04",
        "2026-11-22T15:05Z",
        "é",
        "\ud83d",
        "\0",
        "\n",
        "(?:a|b)+",
        "{1000}",
    ];

    public static TheoryData<string> Worst =>
        [
            "(",
            "not ",
            "-",
            "(a or ",
            "a or ",
            "a ",
            "event:a|",
            "args[0].a",
            "args[",
            "\"",
            "\\\"",
            "/",
            "event:/(",
            "event:/a*/ ",
            "event:*a",
            "event:?",
            "9",
            "size>9",
            "at>=",
            "[*]",
            ".a",
            "((((a))))",
            "not (",
            "event:/(a|",
            "x|y|",
        ];

    [Theory, MemberData(nameof(Worst))]
    public void Parse_OfTheSameThingAgainAndAgain_CostsInProportion(string piece)
    {
        string text = new StringBuilder().Insert(0, piece, Size / piece.Length).ToString();
        foreach (string filter in new[] { text, text + "a", text + new string(')', Size / 4), "event:" + text })
        {
            Fuzzing.Bounded(piece, 4000L * Size, () => ParseAndUse(filter));
        }
    }

    [Fact]
    public void Parse_OfRandomPieces_NeverThrows()
    {
        var random = new Random(7);
        for (int round = 0; round < 3000 * Fuzzing.Factor; round++)
        {
            string text = string.Concat(random.GetItems(Pieces, random.Next(30)));
            try
            {
                ParseAndUse(text);
            }
            catch (Exception e) // whichever it is, the text is what is needed
            {
                Assert.Fail($"round {round}, {text}: {e}");
            }
        }
    }

    private static void ParseAndUse(string text)
    {
        if (!Filter.TryParse(text, out Filter? filter, out FilterError? error))
        {
            Assert.NotEmpty(error.Sentence);
            Assert.NotEmpty(error.Render(text));
            return;
        }
        Assert.NotEmpty(filter.Explain() + "-");
        var matcher = new FilterMatcher(filter);
        _ = matcher.Matches(
            Rows.Event(1, args: "{\"room\":\"lobby\",\"a\":[1,2,{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaa\"}]}")
        );
    }
}

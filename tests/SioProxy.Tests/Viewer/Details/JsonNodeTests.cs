using System.Text;
using SioProxy.Filtering;
using SioProxy.Protocol.Json;
using SioProxy.Tests.Viewer.Outlining;
using SioProxy.Viewer.Details;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Outlining;

namespace SioProxy.Tests.Viewer.Details;

/// <summary>Values of a payload: what they show, their paths, and the filters made of them.</summary>
public sealed class JsonNodeTests
{
    private const string Json = """
        [{"room":"lobby","a key":{"n":1e3},"text":"say \"hi\"\nbye","e":"\ud83d\ude00","x":[null,-4.50,{}],"$binary":0},{"$binary":1}]
        """;

    [Theory]
    [InlineData("args[0].room", "lobby", "args[0].room=lobby")]
    [InlineData("args[0][\"a key\"].n", "1e3", "args[0][\"a key\"].n=1e3")]
    [InlineData("args[0].text", "say \"hi\"\nbye", "args[0].text=\"say \\\"hi\\\"\\nbye\"")]
    [InlineData("args[0].e", "😀", "args[0].e=\"😀\"")]
    [InlineData("args[0].x[0]", "null", "args[0].x[0]=null")]
    [InlineData("args[0].x[1]", "-4.50", "args[0].x[1]=-4.50")]
    public void PathValueAndFilter_OfEveryValue(string path, string value, string filter)
    {
        JsonNode node = Find(path);
        Assert.Equal(path, node.Path);
        Assert.Equal(value, node.Value);
        string? term = FilterTerms.ForValue(node, out string problem);
        Assert.Equal(filter, term);
        Assert.Empty(problem);
        Assert.True(Filter.TryParse(term!, out _, out FilterError? error), error?.Sentence);
    }

    [Fact]
    public void Placeholder_ShowsItsAttachment()
    {
        JsonNode node = Find("args[1]");
        Assert.Equal(1, node.Attachment);
        Assert.Equal("[1] attachment 1: PNG image, 9 B", Text(node));
        Assert.Equal("00000000  89 50 4e 47 0d 0a 1a 0a  00                       |.PNG.....|", Text(node.Children[0]));
        Assert.Null(FilterTerms.ForValue(node, out string problem));
        Assert.Contains("single values", problem, StringComparison.Ordinal);
        Assert.Null(Find("args[0]").Attachment); // a member more than a placeholder has
    }

    [Fact]
    public void LongText_UnfoldsIntoLines()
    {
        JsonNode node = Find("args[0].text");
        Assert.Equal(["say \"hi\"", "bye"], node.Children.Select(Text));
    }

    [Theory]
    [InlineData("""[{"a":1,"b":"cut he""", "a: 1|… cut short here")]
    [InlineData("""[{"a":1,"b":[1,2""", "a: 1|b: [1,2")]
    [InlineData("""[{"a":1,oops""", "a: 1|… no JSON from here on")]
    [InlineData("""[{"a":1""", "… cut short here")]
    public void CutOrMalformed_ShowsWhatThereIs(string json, string expected)
    {
        Outline outline = OutlineTests.Of(json);
        IEnumerable<string> lines = outline[0].Children.Select(Text);
        Assert.StartsWith(expected, string.Join('|', lines), StringComparison.Ordinal);
    }

    [Fact]
    public void ForValue_LongText_LooksForItsBeginning()
    {
        string text = new string('é', 300) + "*";
        var node = (JsonNode)JsonNode.ElementsOf(Source($"[\"{text}\"]"))[0];
        string term = FilterTerms.ForValue(node, out _)!;
        Assert.Equal($"args[0]={new string('é', 200)}*", term);
    }

    [Fact]
    public void ForValue_HostileText_IsEscapedAndMeansTheSame()
    {
        var node = (JsonNode)JsonNode.ElementsOf(Source("[\"a\u202eb\u0085\"]"))[0];
        string term = FilterTerms.ForValue(node, out _)!;
        Assert.Equal("args[0]=\"a\\u202eb\\u0085\"", term);
        var parsed = (PathNode)Filter.Parse(term).Root;
        Assert.Equal("a\u202eb\u0085", parsed.Values[0].Pattern.Text);
    }

    [Fact]
    public void ForValue_BelowSixtyFourSteps_SaysSo()
    {
        IReadOnlyList<OutlineNode> nodes = JsonNode.ElementsOf(Source(new string('[', 70) + "1" + new string(']', 70)));
        while (nodes[0].CanExpand)
        {
            nodes = nodes[0].Children;
        }
        var node = (JsonNode)nodes[0];
        Assert.Equal(JsonTokenKind.Number, node.Kind);
        Assert.Null(FilterTerms.ForValue(node, out string problem));
        Assert.Contains("64 steps", problem, StringComparison.Ordinal);
    }

    private static JsonSource Source(string json) =>
        new(
            Encoding.UTF8.GetBytes(json),
            PathRoot.Args,
            "args",
            [new byte[] { 1 }, Convert.FromHexString("89504E470D0A1A0A00")]
        );

    private static JsonNode Find(string path)
    {
        var due = new Queue<OutlineNode>(JsonNode.ElementsOf(Source(Json)));
        while (due.TryDequeue(out OutlineNode? node))
        {
            if (node is JsonNode value)
            {
                if (string.Equals(value.Path, path, StringComparison.Ordinal))
                {
                    return value;
                }
                foreach (OutlineNode child in node.Children)
                {
                    due.Enqueue(child);
                }
            }
        }
        throw new InvalidOperationException($"There is no {path}.");
    }

    private static string Text(OutlineNode node) => string.Concat(node.Line.Select(span => span.Text));
}

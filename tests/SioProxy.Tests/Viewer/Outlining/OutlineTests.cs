using System.Globalization;
using System.Text;
using SioProxy.Filtering;
using SioProxy.Viewer.Details;
using SioProxy.Viewer.Outlining;

namespace SioProxy.Tests.Viewer.Outlining;

/// <summary>Folding, on trees of JSON.</summary>
public sealed class OutlineTests
{
    [Fact]
    public void Toggle_UnfoldsAndFolds()
    {
        Outline outline = Of("""[{"a":[1,2],"b":"x"},true]""");
        Assert.Equal(["[0] {\"a\":[1,2],\"b\":\"x\"}", "[1] true"], Lines(outline));
        outline.Toggle(0);
        outline.Toggle(1);
        Assert.Equal(["[0] {2}", "  a: [2]", "    [0] 1", "    [1] 2", "  b: \"x\"", "[1] true"], Lines(outline));
        Assert.Equal(1, outline.ParentOf(3));
        outline.Toggle(0);
        Assert.Equal(2, outline.Count);
        outline.Toggle(0);
        Assert.Equal(6, outline.Count); // what was open inside is open again
    }

    [Fact]
    public void Rewrap_ToAnotherWidth_CutsTextAnewAndLeavesFoldsAsTheyAre()
    {
        string text = string.Concat(Enumerable.Repeat("0123456789", 20));
        SectionNode Section(string key) => new(key, key, "", width => TextLines.Of(text, width));
        SectionNode[] roots = [Section("unfolded"), Section("folded")];
        Array.ForEach(roots, root => root.Width = 45);
        Outline outline = new(roots);
        outline.Toggle(0);
        Assert.Equal(2 + 5, outline.Count); // 40 columns: the indent and the fold's mark take five
        outline.Rewrap(105);
        Assert.Equal(2 + 2, outline.Count);
        Assert.Equal(text[..100], outline[1].Value);
        outline.Rewrap(10);
        Assert.Equal(2 + 13, outline.Count); // no narrower than 16
        outline.Toggle(0);
        Assert.Equal(2, outline.Count);
        outline.Toggle(1);
        Assert.Equal(2 + 13, outline.Count);
    }

    [Fact]
    public void ExpandAll_OfAHundredThousandValues_StopsWhereItIsOfNoUse()
    {
        string json = "[[" + string.Join(',', Enumerable.Repeat("[1,2,3]", 100_000)) + "]]";
        Outline outline = Of(json);
        outline.Expand(0);
        Assert.Equal(100_001, outline.Count);
        outline.Collapse(0);
        Assert.False(outline.ExpandAll(0));
        Assert.True(outline.Count >= Outline.MaxUnfolded);
        Assert.True(Of("""[{"a":{"b":{"c":[1]}}}]""").ExpandAll(0));
    }

    [Fact]
    public void Expand_TenThousandLevels_OneByOneAndAtOnce()
    {
        const int Depth = 10_000;
        string json = new string('[', Depth) + new string(']', Depth);
        Outline outline = Of(json);
        for (int i = 0; i < Depth - 2; i++)
        {
            outline.Expand(i);
        }
        Assert.Equal(Depth - 1, outline.Count);
        Assert.Equal(Depth - 2, outline[Depth - 2].Depth);
        Outline again = Of(json);
        Assert.True(again.ExpandAll(0));
        Assert.Equal(Depth - 1, again.Count);
    }

    internal static Outline Of(string json) =>
        new(JsonNode.ElementsOf(new JsonSource(Encoding.UTF8.GetBytes(json), PathRoot.Args, "args", [])));

    internal static IEnumerable<string> Lines(Outline outline)
    {
        for (int i = 0; i < outline.Count; i++)
        {
            string text = string.Concat(outline[i].Line.Select(span => span.Text));
            yield return string.Create(CultureInfo.InvariantCulture, $"{new string(' ', outline[i].Depth * 2)}{text}");
        }
    }
}

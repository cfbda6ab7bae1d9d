using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.App;

namespace SioProxy.Tests.Viewer.Terminal;

public sealed class PacketListViewTests : IDisposable
{
    private readonly CaptureDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_InTheList_MoveTheCursor()
    {
        using TuiHost host = new(Capture(1000));
        host.WaitFor("[1]");
        Assert.Equal(1, host.Context.SelectedId);
        Assert.Equal(3, host.Press("j", "j").Context.SelectedId);
        Assert.Equal(2, host.Press("k").Context.SelectedId);
        Assert.Equal(1000, host.Press("G").Context.SelectedId);
        host.WaitFor("[1000]");
        Assert.Equal(1, host.Press("g").Context.SelectedId);
    }

    [Theory]
    [InlineData("750", 750)]
    [InlineData("50%", 500)]
    [InlineData("100%", 1000)]
    public void GoTo_AnIdOrAShare_PutsTheCursorThere(string text, long id)
    {
        using TuiHost host = new(Capture(1000));
        host.Press("#").Type(text).Press("enter");
        Assert.Equal(id, host.Context.SelectedId);
        host.WaitFor($"[{id}]");
    }

    [Fact]
    public void Search_ForAWord_GoesToItAndAround()
    {
        using TuiHost host = new(Capture(1000));
        host.Press("/").Type("args[0]=700").Press("enter").WaitFor(() => host.Context.SelectedId == 700, "row 700");
        host.Press("g", "N").WaitFor("on from the end");
        Assert.Equal(700, host.Context.SelectedId);
    }

    [Fact]
    public void Search_ForAWord_CountsAndHighlightsItUntilEscape()
    {
        using TuiHost host = new(Capture(300));
        host.Press("/").Type("args[0]=7|77|150").Press("enter").WaitFor("1 of 3");
        host.Press("n").WaitFor("2 of 3").Press("n").WaitFor("3 of 3").Press("n").WaitFor("1 of 3");
        Assert.Equal(7, host.Context.SelectedId);
        host.Press("j").WaitFor(" 3 ");
        int y = host.Lines.ToList().FindIndex(line => line.Contains("[7]", StringComparison.Ordinal));
        int x = host.Lines[y].IndexOf("[7]", StringComparison.Ordinal);
        Assert.Equal(ViewerThemes.Dark.Match, host.Cell(x + 1, y).Attribute);
        Assert.Equal(ViewerThemes.Dark.Normal, host.Cell(x, y).Attribute);
        host.Press("esc");
        Assert.Equal(ViewerThemes.Dark.Normal, host.Cell(x + 1, y).Attribute);
        Assert.DoesNotContain("args[0]", host.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_UnderAnotherFilter_IsCountedAnew()
    {
        using TuiHost host = new(Capture(300));
        host.Press("/").Type("args[0]=7|77|150").Press("enter").WaitFor("1 of 3");
        host.Context.Filters.Apply(Filter.Parse("args[0]>=77"));
        host.WaitFor(() => host.Context.Packets.Result is { IsComplete: true }, "the filter's end");
        Assert.DoesNotContain(" 3  ", host.Lines[^1], StringComparison.Ordinal);
        host.Press("n").WaitFor("of 2");
    }

    [Fact]
    public void Search_WhileRowsCome_CountsTheNewOnesToo()
    {
        string path = _folder.File();
        using CaptureWriter writer = Write(path, 1, 50);
        using TuiHost host = new(path);
        host.Press("/").Type("chat").Press("enter").WaitFor("of 50");
        writer.Append(Rows.Events(51, 10));
        host.WaitFor("60 rows").Press("n").WaitFor("of 60");
    }

    [Theory]
    [InlineData("alt+G", 100)]
    [InlineData("alt+j", 2)]
    public void AltWithAKey_WhereNothingIsBoundToIt_IsEscapeAndTheKey(string key, long id)
    {
        using TuiHost host = new(Capture(100));
        host.Press("?").WaitFor("Keys (Esc closes)").Press(key);
        Assert.DoesNotContain("Keys (Esc closes)", host.Screen, StringComparison.Ordinal);
        Assert.Equal(id, host.Context.SelectedId);
    }

    [Fact]
    public void AltWithAKey_ThatIsBoundToIt_IsThatKey()
    {
        ViewerSettings settings = ViewerSettings.Default with
        {
            Keys = new Dictionary<string, IReadOnlyList<string>> { ["packets.last"] = ["alt+l"] },
        };
        using TuiHost host = new(Capture(100), settings: settings);
        host.Press("alt+l");
        Assert.Equal(100, host.Context.SelectedId);
    }

    [Fact]
    public void Follow_OfThousandsOfRows_ShowsTheLatestOnes()
    {
        string path = _folder.File();
        using CaptureWriter writer = Write(path, 1, 50);
        using TuiHost host = new(path);
        host.Press("F").WaitFor("following");
        for (int i = 0; i < 20; i++)
        {
            writer.Append(Rows.Events(51 + (i * 200), 200));
            host.Draw();
        }
        host.WaitFor("4,050/4,050").WaitFor(" 4050 14:13:");
        Assert.DoesNotContain("…", string.Join('\n', host.Lines.Skip(4)), StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_Typed_ShowsOnlyWhatMatches()
    {
        using TuiHost host = new(Capture(1000));
        host.Press("f").Type("args[0]>998").Press("enter").WaitFor(() => host.Context.Packets.Count == 2, "two rows");
        host.WaitFor("[1000]");
        Assert.DoesNotContain("[998]", host.Screen, StringComparison.Ordinal);
        host.Press("U").WaitFor("999/1,000");
    }

    [Fact]
    public void Follow_WhileRowsCome_StaysOnTheLatestUntilTheUserGoesUp()
    {
        string path = _folder.File();
        using CaptureWriter writer = Write(path, 1, 50);
        using TuiHost host = new(path);
        host.Press("F").WaitFor("following");
        writer.Append(Rows.Events(51, 10));
        host.WaitFor(() => host.Context.SelectedId == 60, "row 60");
        host.Press("k");
        writer.Append(Rows.Events(61, 7));
        host.WaitFor("7 new");
        Assert.Equal(59, host.Context.SelectedId);
    }

    [Fact]
    public void Mark_WithAComment_IsKeptBesideTheCapture()
    {
        string path = Capture(100);
        using (TuiHost host = new(path))
        {
            host.Press("j", "c").Type("the cause").Press("enter").WaitFor("the cause");
        }
        using TuiHost again = new(path);
        again.WaitFor("[1]").Press("'");
        Assert.Equal(2, again.Context.SelectedId);
        again.Press("M").WaitFor("the cause");
    }

    [Fact]
    public void HostileText_InAPacket_ReachesTheScreenAsPictures()
    {
        string path = _folder.File();
        using (CaptureWriter writer = CaptureFile.Create(path))
        {
            writer.Append([Rows.Connection(), Rows.Session(), Rows.Event(1, "x\u001b]0;owned\u0007\u202e", "1")]);
        }
        using TuiHost host = new(path, columns: 160);
        host.WaitFor("x␛]0;owned␇<202E>");
    }

    [Fact]
    public void Help_InTheList_NamesTheKeysThatAreBound()
    {
        using TuiHost host = new(Capture(10), rows: 60);
        host.Press("?").WaitFor("Go to the latest row");
        host.Press("esc", "q");
        Assert.True(host.HasQuit);
    }

    [Fact]
    public void Palette_AFewLetters_FindAndRunACommand()
    {
        using TuiHost host = new(Capture(100));
        host.Press(":").Type("latest").WaitFor("Go to the latest row").Press("enter");
        Assert.Equal(100, host.Context.SelectedId);
    }

    [Fact]
    public void Mouse_AClickAndTheWheel_MoveTheCursor()
    {
        using TuiHost host = new(Capture(100));
        host.WaitFor("[5]")
            .Click(20, host.Lines.ToList().FindIndex(line => line.Contains("[5]", StringComparison.Ordinal)));
        Assert.Equal(5, host.Context.SelectedId);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(300, 100)]
    [InlineData(20, 5)]
    public void Resize_ToAnySize_KeepsTheCursorVisible(int columns, int rows)
    {
        using TuiHost host = new(Capture(1000));
        host.Press("G").Resize(columns, rows).WaitFor("1,000/1,000");
        host.WaitFor(() => host.Lines.Any(line => line.Contains("14:", StringComparison.Ordinal)), "a row");
        Assert.Equal(1000, host.Context.SelectedId);
    }

    [Fact]
    public void Filter_AppliedAndTakenAway_KeepsTheCursorWhereItWas()
    {
        using TuiHost host = new(Capture(1000));
        host.WaitFor("[5]").Press("#").Type("500").Press("enter");
        Assert.Equal(500, host.Context.SelectedId);
        host.Context.Filters.Apply(Filter.Parse("args[0]=1|400|501|502|900"));
        host.WaitFor("3/5");
        Assert.Equal(501, host.Context.SelectedId);
        host.Press("j");
        host.Context.Filters.Apply(Filter.All);
        host.WaitFor("502/1,000");
        Assert.Equal(502, host.Context.SelectedId);
    }

    private string Capture(int rows)
    {
        string path = _folder.File();
        Write(path, 1, rows).Dispose();
        return path;
    }

    private static CaptureWriter Write(string path, int first, int rows)
    {
        CaptureWriter writer = CaptureFile.Create(path);
        writer.Append([
            Rows.Connection(),
            Rows.Session(),
            .. Enumerable.Range(first, rows).Select(id => (CaptureEntry)Rows.Event(id, args: $"{id}")),
        ]);
        return writer;
    }
}

using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Statistics;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Tests.Viewer.Statistics;

public sealed class StatisticsLinesTests
{
    [Fact]
    public void Lines_OfASmallScreen_AreThisPicture() =>
        Assert.Equal(
            """
             51 rows, 752 B   → 10, 240 B   ← 41, 512 B   acks 9/10 (1 unanswered)
             over time, steps of 5.0 ms                  acks p50 2.0 s p99 3.6 s
                  2│█        ▅             ▅             <= 500 ms ███▌ 1
                   │█        █   ▄     ▄   █                <= 1 s ███▌ 1
                   │█  █ ▁█  █   █▄ █ ▄█   █  █▁ █  █       <= 2 s ██████████▌ 3
                   │█  █▇██  █▃  ██ █ ██  ▃█  ██▇█  █       <= 5 s ██████████████ 4
                   │█████████████████████████████████
                  0│█████████████████████████████████
                    14:13:20                 14:13:21
             what                  from       count↓    bytes  no ack      p50      p99
             tick                  server         40    511 B
             save_document         client         10    240 B       1    2.0 s    3.6 s
             ping                  server          1      1 B
            """.ReplaceLineEndings("\n"),
            Text(80, 24)
        );

    [Theory]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(300, 100)]
    public void Lines_OfAnyScreen_FitIt(int width, int height) =>
        Assert.All(Text(width, height).Split('\n'), line => Assert.True(DisplayWidth.Of(line) <= width, line));

    [Fact]
    public void Pictures_WhereThereIsNoRoom_AreLeftOut() => Assert.Equal(0, new StatisticsLines(80, 10).PictureHeight);

    private static string Text(int width, int height)
    {
        CaptureStats stats = StatsRows.Stats();
        var model = new StatisticsModel { Height = 10 };
        model.Take(stats, 1);
        var lines = new StatisticsLines(width, height);
        return string.Join(
            '\n',
            [
                Join(lines.Totals(stats)),
                .. lines.Pictures(stats).Select(Join),
                Join(lines.Headings(model)),
                .. model.Events.Select(entry => Join(lines.Line(entry))),
            ]
        );
    }

    private static string Join(IReadOnlyList<(string Text, Tone Tone)> pieces) =>
        string.Concat(pieces.Select(piece => piece.Text)).TrimEnd();
}

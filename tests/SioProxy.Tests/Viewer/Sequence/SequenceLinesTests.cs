using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Viewer.Sequence;
using SioProxy.Viewer.Summaries;
using static SioProxy.Tests.Viewer.Sequence.SequenceRows;

namespace SioProxy.Tests.Viewer.Sequence;

public sealed class SequenceLinesTests
{
    internal static readonly CapturedRow[] Steps =
    [
        Event(1, 0, "save", ack: 7, answeredBy: 4),
        Event(2, 1, "lost", ack: 8),
        Event(3, 2, "news", fromServer: true),
        Ack(4, 1_500, ack: 7, of: 1, latency: 1_500),
        Heartbeat(5, 1_501),
        Heartbeat(6, 1_502, isPong: true),
        Packet(7, 1_510, SocketIoPacketType.ConnectError, true, "44{\"message\":\"no\"}"),
        Packet(
            8,
            1_511,
            SocketIoPacketType.Event,
            false,
            "42[",
            fault: new DecodeFault(FaultCode.SocketIoPayload, "cut")
        ),
        Gap(9, 1_512),
        Close(10, 1_513),
    ];

    [Fact]
    public void Compose_OfEveryStep_IsThisPicture() =>
        Assert.Equal(
            """
                          10.0.0.7                          proxy           http://node
            14:13:20.000  │── save #7 [1] ────────────────────┼─────────────────▶┃
            14:13:20.001  │── lost #8 [2] ────────────────────┼─────────────────▶┃ no ack
            14:13:20.002  │◀─ news [3] ───────────────────────┼──────────────────┃
                          ┆                                   ┆                  ┋
                          ┆  1.5 s of silence                 ┆                  ┋
            14:13:21.500  │◀╌ ack #7 [true] ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┊╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┃ 1.5 s
            14:13:21.501  │·· ♥ 2 heartbeats ····································│
            14:13:21.510  │◀─ connect_error {"message":"no"} ─┼──────────────────│
            14:13:21.511  │── event FAULT socket-payload ─────┼─────────────────▶│
            14:13:21.512  ▒▒▒ gap: the queue was full ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
            14:13:21.513  │   closed by server (frame) 1000 bye␛[31m             ╳
            """.ReplaceLineEndings("\n"),
            Text(80)
        );

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(300)]
    public void Compose_OfAnyWidth_FillsItExactly(int width) =>
        Assert.All(Text(width).Split('\n').Skip(1), line => Assert.True(DisplayWidth.Of(line) <= width, line));

    [Fact]
    public void Compose_OfHostileText_IsSanitised() =>
        Assert.DoesNotContain(Text(120), character => character < ' ' && character != '\n');

    [Fact]
    public void Put_OverAWideCharacter_LeavesNoHalfOfIt()
    {
        var line = new LineCanvas(6);
        line.Put(0, "日本語", Tone.Plain);
        line.Put(1, "x", Tone.Plain);
        line.Put(4, "y", Tone.Muted);
        Assert.Equal(" x本y ", line.ToString());
        Assert.Equal([(" x本", Tone.Plain), ("y", Tone.Muted), (" ", Tone.Plain)], line.ToPieces());
    }

    private static string Text(int width)
    {
        SequencePicture picture = SequenceBuilder.Build(Steps, 500_000);
        var lines = new SequenceLines(width, showsSessions: true);
        IEnumerable<string> drawn =
            from index in Enumerable.Range(0, picture.Steps.Count)
            from part in Enumerable.Range(0, picture.Steps[index].Lines)
            select Join(lines.Compose(picture, index, part));
        return string.Join('\n', [Join(lines.Heading("10.0.0.7", "http://node")), .. drawn]);
    }

    private static string Join(IReadOnlyList<(string Text, Tone Tone)> pieces) =>
        string.Concat(pieces.Select(piece => piece.Text)).TrimEnd();
}

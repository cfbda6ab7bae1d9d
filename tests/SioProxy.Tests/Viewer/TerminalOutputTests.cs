using System.Text;
using Microsoft.Extensions.Time.Testing;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage.Formats;
using SioProxy.Viewer.Commands;

namespace SioProxy.Tests.Viewer;

/// <summary>What people at a terminal get: columns, colours, progress.</summary>
public sealed class TerminalOutputTests
{
    private const string Escape = "\u001b";

    [Fact]
    public void TextTable_WithWideCharacters_KeepsItsColumns()
    {
        using var memory = new MemoryStream();
        var output = new CommandOutput(memory);
        var table = new TextTable("WHAT", ">COUNT", "NS");
        table.Add("消息", "1", "/");
        table.Add("🚢 sails", "22", "/x");
        table.Add("chat", "3", "/");
        table.WriteTo(output);
        output.Flush();
        string[] lines = Encoding.UTF8.GetString(memory.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(["WHAT      COUNT  NS", "消息          1  /", "🚢 sails     22  /x", "chat          3  /"], lines);
    }

    [Fact]
    public void RowLine_OfWideText_FitsTheTerminal()
    {
        string line = RowLine.Format(Event("聊天室消息聊天室消息聊天室消息"), 60);
        Assert.InRange(DisplayWidth.Of(line), 59, 60);
        Assert.EndsWith("…", line, StringComparison.Ordinal);
    }

    [Fact]
    public void RowLine_OfLongText_IsNotCutInsideACharacter()
    {
        string line = RowLine.Format(Event(new string('x', 5) + new string('é', 500)));
        Assert.DoesNotContain('\ufffd', line);
        Assert.EndsWith("é…", line, StringComparison.Ordinal);
    }

    [Fact]
    public void RowPainter_OnATerminal_ColoursArrowsFaultsAndGaps()
    {
        Assert.Contains($"{Escape}[36m ->{Escape}[0m", Paint(Event("x"), true), StringComparison.Ordinal);
        var fault = new CapturedMessage
        {
            Id = 1,
            AtMicros = 0,
            Connection = 1,
            Client = "::1",
            Direction = Direction.ServerToClient,
            Size = 1,
            Data = "\u001b[2J"u8.ToArray(),
            IsBinary = false,
            Fault = new DecodeFault(FaultCode.Utf8, "no"),
        };
        string painted = Paint(fault, true);
        Assert.StartsWith($"{Escape}[31m", painted, StringComparison.Ordinal);
        Assert.EndsWith($"{Escape}[0m\n", painted, StringComparison.Ordinal);
        Assert.Equal(3, painted.Split(Escape).Length); // the captured one is not among them
        Assert.StartsWith($"{Escape}[1;33m", Paint(Gap(), true), StringComparison.Ordinal);
        foreach (CapturedRow row in (CapturedRow[])[Event("x"), fault, Gap()])
        {
            Assert.DoesNotContain(Escape, Paint(row, false), StringComparison.Ordinal);
            string plain = Paint(row, true);
            foreach (string sequence in (string[])["[36m", "[32m", "[31m", "[1;33m", "[0m"])
            {
                plain = plain.Replace(Escape + sequence, "", StringComparison.Ordinal);
            }
            Assert.Equal(Paint(row, false), plain);
        }
    }

    [Theory]
    [InlineData(true, true, true, true)] // at a terminal, into a file
    [InlineData(true, false, false, true)] // standard output redirected
    [InlineData(true, true, false, false)] // rows run over the terminal
    [InlineData(false, false, true, false)] // in a script
    public void ReadingProgress_OfALongCommand_IsShownWhereItDisturbsNothing(
        bool errorTerminal,
        bool outputTerminal,
        bool toFile,
        bool isShown
    )
    {
        var time = new FakeTimeProvider();
        using var error = new StringWriter();
        var io = new CommandIo
        {
            Output = new CommandOutput(Stream.Null),
            Error = error,
            IsErrorTerminal = errorTerminal,
            IsOutputTerminal = outputTerminal,
            Time = time,
        };
        using (var progress = new ReadingProgress(io, 2000, isSilent: !toFile && outputTerminal))
        {
            progress.Report(500, "400 rows");
            Assert.Equal("", error.ToString());
            time.Advance(TimeSpan.FromSeconds(1));
            progress.Report(1000, "800 rows");
            Assert.Equal(isShown ? "\r 50 %  800 rows " : "", error.ToString());
        }
        Assert.Equal(isShown, error.ToString().EndsWith("   \r", StringComparison.Ordinal)); // and is taken away
    }

    private static string Paint(CapturedRow row, bool hasColor)
    {
        using var memory = new MemoryStream();
        var output = new CommandOutput(memory) { HasColor = hasColor };
        RowPainter.WriteLine(output, row, RowLine.Format(row));
        output.Flush();
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static CapturedPacket Event(string text) => Storage.Rows.Event(1, args: $"\"{text}\"");

    private static CapturedGap Gap() =>
        new()
        {
            Id = 2,
            AtMicros = 0,
            Connection = 1,
            Client = "::1",
            Direction = Direction.ClientToServer,
            FromMicros = 0,
            Why = "The disk was full.",
        };
}

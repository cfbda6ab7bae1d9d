using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Filtering;

namespace SioProxy.Tests.Viewer;

public sealed class ListCommandTests : IDisposable
{
    private readonly ViewerRun _viewer = new();

    public static TheoryData<string, long[]> Table => FilterExamples.Table;

    public void Dispose() => _viewer.Dispose();

    [Theory, MemberData(nameof(Table))]
    public void List_WithAFilter_PrintsTheRowsOfTheTable(string filter, long[] ids)
    {
        (int code, string output, _) = _viewer.Run("list", "FILE", filter);
        Assert.Equal(0, code);
        Assert.Equal(
            ids,
            Lines(output).Select(line => long.Parse(line.TrimStart().Split(' ')[0], CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public void List_AWordThatMeansYesBehindAnOption_IsTheFilter()
    {
        Assert.Equal(_viewer.Run("list", "FILE", "--json", "\"true\""), _viewer.Run("list", "FILE", "--json", "true"));
        Assert.Equal(2, _viewer.Run("list", "FILE", "--json=maybe").Code);
    }

    [Fact]
    public void List_Json_PrintsAnObjectALine()
    {
        (int code, string output, _) = _viewer.Run("list", "FILE", "--json");
        Assert.Equal(0, code);
        Assert.Equal(
            Enumerable.Range(1, 20),
            Lines(output).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32())
        );
    }

    [Fact]
    public void List_FilterThatHidesGaps_TellsOfThem()
    {
        Assert.Contains("1 gap", _viewer.Run("list", "FILE", "event:chat_message").Error, StringComparison.Ordinal);
        Assert.Equal("", _viewer.Run("list", "FILE").Error);
    }

    [Theory]
    [InlineData("list", "FILE")]
    [InlineData("list", "FILE", "--json")]
    [InlineData("show", "FILE", "21")]
    [InlineData("show", "FILE", "21", "--json")]
    [InlineData("export", "FILE")]
    public void Output_OfHostileText_CarriesNoControlCharacters(params string[] args)
    {
        using (CaptureWriter writer = CaptureFile.OpenWriter(_viewer.Capture))
        {
            writer.Append([HostileRow()]);
        }
        (int code, string output, _) = _viewer.Run(args);
        Assert.Equal(0, code);
        Assert.Contains("evil", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output, c => c is not '\n' && (char.IsControl(c) || c is '\u202e' or '\u200b'));
    }

    [Fact]
    public async Task List_Follow_PrintsWhatIsWrittenUntilStopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using CaptureWriter writer = CaptureFile.OpenWriter(_viewer.Capture);
        using var output = new LineChannel();
        Task<(int Code, string Error)> run = Task.Factory.StartNew(
            () => _viewer.RunTo(output, stop.Token, "list", "FILE", "--follow", "--json", "type:message"),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        Assert.Contains("\"id\":14", await output.ReadAsync(stop.Token), StringComparison.Ordinal);
        Assert.Contains("\"id\":17", await output.ReadAsync(stop.Token), StringComparison.Ordinal);
        writer.Append([HostileRow()]);
        Assert.Contains("\"id\":21", await output.ReadAsync(stop.Token), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(0, (await run).Code);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static CapturedMessage HostileRow() =>
        new()
        {
            Id = 21,
            AtMicros = FilterExamples.Start,
            Connection = 3,
            Client = "10.0.0.7",
            Node = FilterExamples.Node,
            Direction = Direction.ServerToClient,
            Size = 30,
            Data = Encoding.UTF8.GetBytes("evil \u001b]0;title\u0007 \u009b31m \u007f \u202e \u200b \r"),
            IsBinary = false,
        };

    /// <summary>An output that hands its lines to the test.</summary>
    private sealed class LineChannel : MemoryStream
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
        private readonly StringBuilder _line = new();

        public ValueTask<string> ReadAsync(CancellationToken cancellationToken) =>
            _lines.Reader.ReadAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            foreach (char c in Encoding.UTF8.GetString(buffer))
            {
                if (c == '\n')
                {
                    _lines.Writer.TryWrite(_line.ToString());
                    _line.Clear();
                }
                else
                {
                    _line.Append(c);
                }
            }
        }
    }
}

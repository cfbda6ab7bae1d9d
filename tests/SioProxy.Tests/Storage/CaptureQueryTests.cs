using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Filtering;

namespace SioProxy.Tests.Storage;

/// <summary>The way through a capture file gives the same rows as the matcher alone.</summary>
public sealed class CaptureQueryTests(CaptureQueryTests.Capture capture) : IClassFixture<CaptureQueryTests.Capture>
{
    public static TheoryData<string> Filters { get; } =
        new([
            .. FilterExamples.Table.Select(row => row.Data.Item1).Distinct(StringComparer.Ordinal),
            "event:filler",
            "event:filler size>30",
            "session:sid2",
            "session:sid2 event:filler or type:gap",
            "session:nobody",
            "client:nowhere",
            "connection=1",
            "connection>4",
            "at>=2026-11-22T15:04:10Z",
            "at<15:04:10",
            "latency>1us",
            "id>9000 -event:filler",
        ]);

    private readonly CaptureReader _reader = capture.Reader;

    [Theory, MemberData(nameof(Filters))]
    public void Read_OfAnyFilter_GivesWhatTheMatcherGives(string text)
    {
        var matcher = new FilterMatcher(Reading.Parse(text));
        long[] expected = [.. capture.Rows.Where(matcher.Matches).Select(row => row.Id)];
        Assert.Equal(expected, _reader.Rows(text).Select(row => row.Id));
        Assert.Equal(expected, _reader.Rows(text, withPayload: false).Select(row => row.Id));
    }

    [Theory, MemberData(nameof(Filters))]
    public void ReadPage_InEitherDirection_CoversEveryMatchOnce(string text)
    {
        long[] expected = [.. _reader.Rows(text).Select(row => row.Id)];
        Assert.Equal(expected, Pages(text, descending: false));
        Assert.Equal(expected.Reverse(), Pages(text, descending: true));
    }

    [Theory, MemberData(nameof(Filters))]
    public void Read_OfAnEmptyCapture_GivesNothing(string text)
    {
        CaptureReader reader = capture.Empty;
        Assert.Empty(reader.Rows(text));
        RowPage backwards = reader.ReadPage(
            new RowQuery { Filter = Reading.Parse(text), Descending = true },
            TestContext.Current.CancellationToken
        );
        Assert.True(backwards is { Rows.Count: 0, IsEnd: true });
        Assert.Empty(
            reader.Stats(Reading.Parse(text), cancellationToken: TestContext.Current.CancellationToken).Events
        );
    }

    [Fact]
    public void EmptyCapture_HasNothingOfAnything()
    {
        using var directory = new CaptureDirectory();
        CaptureFile.Create(directory.File()).Dispose();
        using CaptureReader reader = CaptureFile.OpenReader(directory.File());
        Assert.Equal((0, 0, 0), (reader.FirstRowId, reader.LastRowId, reader.RowCount));
        Assert.Null(reader.Get(1));
        Assert.Null(reader.Session(1));
        Assert.Null(reader.Connection(1));
        Assert.Empty(reader.Sessions());
        Assert.Empty(reader.Connections());
        Assert.Empty(reader.EventNames());
        Assert.Empty(reader.Namespaces());
    }

    [Fact]
    public void EventNames_OfACapture_AreThoseOfItsSegmentsAndItsTail() =>
        Assert.Equal(
            capture
                .Rows.OfType<CapturedPacket>()
                .Select(row => row.EventName)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            _reader.EventNames()
        );

    private List<long> Pages(string text, bool descending)
    {
        var ids = new List<long>();
        var query = new RowQuery
        {
            Filter = Reading.Parse(text),
            Descending = descending,
            Limit = 7000,
            MaxScanned = 5000,
            WithPayload = false,
        };
        while (true)
        {
            RowPage page = _reader.ReadPage(query, TestContext.Current.CancellationToken);
            ids.AddRange(page.Rows.Select(row => row.Id));
            if (page.IsEnd)
            {
                return ids;
            }
            query = descending ? query with { BeforeId = page.ScannedTo } : query with { AfterId = page.ScannedTo };
        }
    }

    /// <summary>The filter examples twice, more than two segments of fillers between them.</summary>
    public sealed class Capture : IDisposable
    {
        private readonly CaptureDirectory _directory = new();

        public Capture()
        {
            CaptureFile.Create(_directory.File("empty.db")).Dispose();
            Empty = CaptureFile.OpenReader(_directory.File("empty.db"));
            using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
            {
                writer.Append([.. FilterExamples.Entries, Storage.Rows.Session(2)]);
                for (int i = 0; i < 10; i++)
                {
                    writer.Append([.. Enumerable.Range(0, 1000).Select(_ => Filler(writer.NextRowId + _))]);
                }
                List<CaptureEntry> again = [];
                foreach (CapturedRow row in FilterExamples.Rows)
                {
                    row.Id = writer.NextRowId + again.Count;
                    again.Add(row);
                }
                writer.Append(again);
            }
            Reader = CaptureFile.OpenReader(_directory.File());
            Rows = [.. Reader.Read(Filter.All, cancellationToken: CancellationToken.None)];
        }

        public CaptureReader Reader { get; }

        public CaptureReader Empty { get; }

        public IReadOnlyList<CapturedRow> Rows { get; }

        public void Dispose()
        {
            Reader.Dispose();
            Empty.Dispose();
            _directory.Dispose();
        }

        private static CapturedPacket Filler(long id) => Storage.Rows.Event(id, "filler", "[" + id + "]", session: 2);
    }
}

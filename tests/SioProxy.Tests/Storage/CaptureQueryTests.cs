using System.Text.Json;
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
            "-event:filler -is:heartbeat",
            "-(from:client or size>40) id<3000",
            "fill",
            "777",
            "777 event:filler",
            "777 or lobby",
            "args[0]=777",
            "args[0]=\"777\"",
            "lobby or type:gap",
            "is:unanswered or fault:*",
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
    public void FindAllIds_AloneOrOnThreads_GivesWhatTheMatcherGives(string text)
    {
        var matcher = new FilterMatcher(Reading.Parse(text));
        long[] expected = [.. capture.Rows.Where(matcher.Matches).Select(row => row.Id)];
        foreach (long aloneUpTo in (long[])[0, long.MaxValue])
        {
            _reader.SearchesAloneUpTo = aloneUpTo;
            Assert.Equal(expected, Found(new RowQuery { Filter = matcher.Filter }));
            Assert.Equal(expected.Reverse(), Found(new RowQuery { Filter = matcher.Filter, Descending = true }));
            Assert.Equal(
                expected.Where(id => id is > 4000 and < 9000),
                Found(
                    new RowQuery
                    {
                        Filter = matcher.Filter,
                        AfterId = 4000,
                        BeforeId = 9000,
                    }
                )
            );
        }
        Assert.Equal(expected.LongLength, _reader.Count(matcher.Filter, TestContext.Current.CancellationToken));
        Assert.Equal(RowTexts.Of(capture.Rows.Where(matcher.Matches)), RowTexts.Of(_reader.Rows(expected)));
    }

    [Theory, MemberData(nameof(Filters))]
    public void Stats_AloneOrOnThreads_AddUpWhatTheMatcherGives(string text)
    {
        var matcher = new FilterMatcher(Reading.Parse(text));
        var one = new StatsBuilder();
        foreach (CapturedRow row in capture.Rows.Where(matcher.Matches))
        {
            one.Add(row, _reader.AckLatency(row));
        }
        string expected = JsonSerializer.Serialize(one.ToStats());
        foreach (long aloneUpTo in (long[])[0, long.MaxValue])
        {
            _reader.SearchesAloneUpTo = aloneUpTo;
            var reported = new List<long>();
            CaptureStats stats = _reader.Stats(
                matcher.Filter,
                (_, id) => reported.Add(id),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(expected, JsonSerializer.Serialize(stats));
            Assert.Equal(reported.Order().Distinct(), reported);
            Assert.Equal(_reader.LastRowId, reported[^1]);
        }
    }

    [Theory, MemberData(nameof(Filters))]
    public void PlainRows_AloneOrOnThreads_AreTheColumnsOfWhatTheMatcherGives(string text)
    {
        var matcher = new FilterMatcher(Reading.Parse(text));
        PlainRow[] expected = [.. capture.Rows.Where(matcher.Matches).Select(Plain)];
        foreach (long aloneUpTo in (long[])[0, long.MaxValue])
        {
            _reader.SearchesAloneUpTo = aloneUpTo;
            List<PlainRowPage> pages =
            [
                .. _reader.PlainRows(matcher.Filter, cancellationToken: TestContext.Current.CancellationToken),
            ];
            Assert.Equal(expected, pages.SelectMany(page => page.Rows));
            Assert.Equal(_reader.LastRowId, pages[^1].ScannedTo);
            Assert.Equal(
                expected.Where(row => row.Id > 5000),
                _reader
                    .PlainRows(matcher.Filter, afterId: 5000, TestContext.Current.CancellationToken)
                    .SelectMany(page => page.Rows)
            );
        }
    }

    private static PlainRow Plain(CapturedRow row)
    {
        var packet = row as CapturedPacket;
        return new PlainRow
        {
            Id = row.Id,
            Kind = row.Kind,
            AtMicros = row.AtMicros,
            Connection = row.Connection,
            SessionKey = row.SessionKey,
            Direction = row switch
            {
                CapturedPacket of => of.Direction,
                CapturedMessage of => of.Direction,
                CapturedGap of => of.Direction,
                _ => null,
            },
            Transport = packet?.Transport,
            EngineType = packet?.EngineType,
            Type = packet?.Type,
            Parser = packet?.Parser ?? default,
            Namespace = packet?.Namespace,
            EventName = packet?.EventName,
            AsksForAck = packet is not null && RowNames.IsEvent(packet) && packet.AckId is not null,
            AckOf = packet?.AckOf,
            Size = packet?.Size ?? (row as CapturedMessage)?.Size ?? 0,
            FaultCode = packet?.Fault?.Code ?? (row as CapturedMessage)?.Fault?.Code,
        };
    }

    [Theory, InlineData(0), InlineData(long.MaxValue)]
    public void Stats_WhenCancelled_Stop(long aloneUpTo)
    {
        using var cancellation = new CancellationTokenSource();
        _reader.SearchesAloneUpTo = aloneUpTo;
        _ = Assert.ThrowsAny<OperationCanceledException>(() =>
            _reader.Stats(Filter.All, (_, _) => cancellation.Cancel(), cancellation.Token)
        );
    }

    [Theory, MemberData(nameof(Filters))]
    public void Read_OfAnEmptyCapture_GivesNothing(string text)
    {
        CaptureReader reader = capture.Empty;
        Assert.Empty(reader.Rows(text));
        Assert.True(
            reader
                .FindAllIds(new RowQuery { Filter = Reading.Parse(text) }, TestContext.Current.CancellationToken)
                .Single()
                is { IsEnd: true, Ids: [] }
        );
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

    [Fact]
    public void FindAllIds_WhenCancelledBetweenPages_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        _reader.SearchesAloneUpTo = 0;
        using IEnumerator<RowIdPage> pages = _reader
            .FindAllIds(new RowQuery { Filter = Reading.Parse("777") }, cancellation.Token)
            .GetEnumerator();
        Assert.True(pages.MoveNext());
        cancellation.Cancel();
        _ = Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (pages.MoveNext()) { }
        });
    }

    [Fact]
    public void FindAllIds_WhileRowsAreWritten_FindsWhatThereWasWhenItBegan()
    {
        using var directory = new CaptureDirectory();
        using CaptureWriter writer = CaptureFile.Create(directory.File());
        writer.Append(Batch(writer.NextRowId));
        using CaptureReader reader = CaptureFile.OpenReader(directory.File());
        reader.SearchesAloneUpTo = 0;
        using var stop = new CancellationTokenSource();
        var writing = new Thread(() =>
        {
            for (int i = 0; i < 60; i++)
            {
                writer.Append(Batch(writer.NextRowId));
            }
            stop.Cancel();
        });
        writing.Start();
        try
        {
            bool isLast;
            do
            {
                isLast = stop.IsCancellationRequested;
                foreach (
                    (string text, int step) in ((string, int)[])
                        [("needle", 10), ("event:rare", 50), ("args[0].n=\"needle\" event:rare", 50)]
                )
                {
                    long before = reader.LastRowId;
                    List<long> ids =
                    [
                        .. reader
                            .FindAllIds(
                                new RowQuery { Filter = Reading.Parse(text) },
                                TestContext.Current.CancellationToken
                            )
                            .SelectMany(page => page.Ids),
                    ];
                    long last = ids.Count == 0 ? 0 : ids[^1];
                    Assert.True(last > before - step);
                    Assert.Equal(
                        Enumerable.Range(1, (int)last).Select(id => (long)id).Where(id => id % step == 0),
                        ids
                    );
                }
            } while (!isLast);
        }
        finally
        {
            writing.Join();
        }
        Assert.Equal(writer.NextRowId - 1, reader.RowCount);
    }

    private static List<CaptureEntry> Batch(long first) =>
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(index => first + index)
                .Select(id =>
                    Storage.Rows.Event(
                        id,
                        id % 50 == 0 ? "rare" : "tick",
                        id % 10 == 0 ? "{\"n\":\"needle\"}" : "{\"n\":\"straw, which is longer\"}"
                    )
                ),
        ];

    private List<long> Found(RowQuery query)
    {
        var ids = new List<long>();
        long position = query.Descending ? long.MaxValue : 0;
        foreach (RowIdPage page in _reader.FindAllIds(query, TestContext.Current.CancellationToken))
        {
            Assert.True(query.Descending ? page.ScannedTo <= position : page.ScannedTo >= position);
            position = page.ScannedTo;
            Assert.All(page.Ids, id => Assert.True(query.Descending ? id >= position : id <= position));
            ids.AddRange(page.Ids);
        }
        return ids;
    }

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
            RowIdPage again = _reader.FindIds(query, TestContext.Current.CancellationToken);
            Assert.Equal(page.Rows.Select(row => row.Id), again.Ids);
            Assert.Equal((page.ScannedTo, page.IsEnd), (again.ScannedTo, again.IsEnd));
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

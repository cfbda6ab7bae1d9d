using System.CommandLine;
using System.Diagnostics;
using SioProxy.Benchmarks.Captures;
using SioProxy.Filtering;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Reading;

/// <summary>`reading`: how long the capture reader takes over a large capture, the first time and again.</summary>
internal sealed class ReadingCommand(string path, int rounds)
{
    private const int Page = 50; // a screenful

    private static readonly (string Kind, string Filter)[] Filters =
    [
        ("plain column, 1 in 1,000", "event:order_failed"),
        ("plain column, frequent", "event:chat_message"),
        ("plain columns, most rows", "-is:heartbeat from:server"),
        ("argument path, 1 in 1,000", "args[0].room=attic"),
        ("full text, 1 in 1,000", "watermelon"),
        ("plain column, 1 in 100,000", "event:account_locked"),
        ("full text, 1 in 100,000", "\"stolen passport\""),
        ("plain column, one", "event:reactor_meltdown"),
        ("full text, none", "\"nothing at all\""),
    ];

    public static Command Create()
    {
        Option<FileInfo?> capture = BenchmarkOptions.Capture("The capture to read");
        Option<int> rounds = BenchmarkOptions.Rounds("How often to measure again", 3);
        var command = new Command("reading", "The capture reader over a large capture") { capture, rounds };
        command.SetAction(parsed =>
        {
            using var given = LargeCapture.Of(parsed.GetValue(capture)?.FullName);
            return new ReadingCommand(given.Path, parsed.GetValue(rounds)).Run();
        });
        return command;
    }

    private int Run()
    {
        OpenAndLists();
        using CaptureReader reader = CaptureFile.OpenReader(path);
        Console.WriteLine($"{path}: {reader.RowCount:N0} rows, {reader.FileBytes / 1e6:N0} MB");
        ReadingTable.Header("milliseconds", "first", "again");
        Pages(reader);
        foreach ((string kind, string filter) in Filters)
        {
            FirstPage(reader, kind, Filter.Parse(filter));
        }
        ReadingTable.Header("whole result, milliseconds", "first", "again", "first hit", "rows found");
        foreach ((string kind, string filter) in Filters)
        {
            Whole(reader, kind, Filter.Parse(filter));
        }
        Time("statistics of all rows", () => _ = reader.Stats(Filter.All).Count);
        Time("statistics of a filter", () => _ = reader.Stats(Filter.Parse("event:price|trade")).Count);
        ReadingTable.Line(
            $"memory: {Environment.WorkingSet / 1e6:N0} MB resident, {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N0} MB of it live objects"
        );
        return 0;
    }

    private void OpenAndLists()
    {
        string empty = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".db");
        CaptureFile.Create(empty).Dispose();
        ReadingTable.Header("opening, milliseconds", "first", "again");
        CaptureFile.OpenReader(empty).Dispose(); // the code is to be compiled by neither
        using (CaptureReader reader = CaptureFile.OpenReader(empty))
        {
            _ = (reader.RowCount, reader.Sessions().Count, reader.EventNames().Count);
        }
        foreach (
            (string name, string file) in (IEnumerable<(string, string)>)
                [("an empty capture", empty), ("this capture", path)]
        )
        {
            Time($"open {name}", () => CaptureFile.OpenReader(file).Dispose());
            Time(
                $"open {name}, count rows, last page",
                () =>
                {
                    using CaptureReader reader = CaptureFile.OpenReader(file);
                    _ = reader.RowCount;
                    _ = reader.ReadPage(new RowQuery { Descending = true, Limit = Page }).Rows.Count;
                }
            );
            using CaptureReader opened = CaptureFile.OpenReader(file);
            Time($"{name}: event names, namespaces", () => _ = opened.EventNames().Count + opened.Namespaces().Count);
            Time($"{name}: its {opened.Sessions().Count:N0} sessions", () => _ = opened.Sessions().Count);
        }
        File.Delete(empty);
    }

    private void Pages(CaptureReader reader)
    {
        var random = new Random(3);
        long last = reader.LastRowId;
        Time("page at the start", () => Read(reader, new RowQuery { Limit = Page }));
        Time("page at the end", () => Read(reader, new RowQuery { Limit = Page, Descending = true }));
        Time("page in the middle", () => Read(reader, new RowQuery { Limit = Page, AfterId = last / 2 }));
        Time("page at any id", () => Read(reader, new RowQuery { Limit = Page, AfterId = random.NextInt64(last) }));
        Time(
            "50 rows scattered",
            () => _ = reader.Rows([.. Enumerable.Range(0, Page).Select(_ => random.NextInt64(last) + 1)]).Count
        );
    }

    private void FirstPage(CaptureReader reader, string kind, Filter filter) =>
        Time($"first page: {kind}", () => Read(reader, new RowQuery { Limit = Page, Filter = filter }));

    private void Whole(CaptureReader reader, string kind, Filter filter)
    {
        var times = new List<double>();
        double firstHit = 0;
        long found = 0;
        for (int round = 0; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            (found, firstHit) = (0, 0);
            foreach (RowIdPage page in reader.FindAllIds(new RowQuery { Filter = filter }))
            {
                firstHit = found == 0 && page.Ids.Count > 0 ? watch.Elapsed.TotalMilliseconds : firstHit;
                found += page.Ids.Count;
            }
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        ReadingTable.Row(kind, times[0], ReadingTable.Median(times.Skip(1)), firstHit, found);
    }

    private void Time(string name, Action action)
    {
        var times = new List<double>();
        for (int round = 0; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            action();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        ReadingTable.Row(name, times[0], ReadingTable.Median(times.Skip(1)));
    }

    private static void Read(CaptureReader reader, RowQuery query) => _ = reader.ReadPage(query).Rows.Count;
}

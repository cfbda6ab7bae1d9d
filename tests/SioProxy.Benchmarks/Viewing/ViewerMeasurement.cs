using System.Globalization;
using System.Text.RegularExpressions;
using SioProxy.Benchmarks.Captures;
using SioProxy.Filtering;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>Drives `sioview` as its user does, and times it.</summary>
internal sealed partial class ViewerMeasurement(string program, string capture, ViewerTable table, bool showsScreens)
{
    public const string Opening = "start to rows on screen";
    public const string WholeText = "whole result of a full-text filter";
    public const string Resident = "memory after all that, most";

    private const int Starts = 5;
    private const int KeyPresses = 60;
    private const int FullList = WatchedProgram.Rows * 3 / 4;
    private static readonly TimeSpan CpuTime = TimeSpan.FromSeconds(8);

    private static readonly (string Name, string Filter, double Goal)[] FilterCases =
    [
        ("first page of a filter: plain column", "event:order_failed", 100),
        ("first page of a filter: argument path", "args[0].room=attic", 300),
        ("first page of a filter: full text", "watermelon", 300),
    ];

    private string _total = "";
    private long _last;

    public void Run()
    {
        using (CaptureReader reader = CaptureFile.OpenReader(capture))
        {
            _last = reader.LastRowId;
            _total = Number(reader.RowCount);
        }
        double[] starts = [.. Enumerable.Range(0, Starts).Select(_ => Start())];
        table.Add(Opening, Median(starts), 700, "ms");
        using (var viewer = new WatchedProgram(program, capture))
        {
            _ = viewer.WaitFromStart(HasRows);
            viewer.Settle();
            Show(viewer, "started");
            Keys(viewer);
            Jumps(viewer);
            Filters(viewer);
            viewer.Settle(1000);
            table.Add("idle, share of a core", 100 * viewer.CpuShare(CpuTime), 5, "%");
            table.Add(Resident, viewer.Memory.Most, 150, "MB");
            viewer.Type("q");
        }
        Follow();
    }

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b", RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    private static bool HasRows(Screen screen) => TimesOn(screen) >= FullList;

    private static int TimesOn(Screen screen) => screen.Text.Split('\n').Count(line => Time().IsMatch(line));

    private static double Median(IEnumerable<double> figures)
    {
        List<double> sorted = [.. figures.Order()];
        return sorted[sorted.Count / 2];
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private double Start()
    {
        using var viewer = new WatchedProgram(program, capture);
        double millis = viewer.WaitFromStart(HasRows);
        viewer.Settle();
        viewer.Type("q");
        return millis;
    }

    private void Keys(WatchedProgram viewer)
    {
        var random = new Random(5);
        _ = viewer.Type("g", screen => screen.Contains($" 1/{_total}") && HasRows(screen));
        viewer.Settle();
        var millis = new List<double>();
        for (int i = 0; i < KeyPresses; i++)
        {
            millis.Add(viewer.TypeAndSeeChange("j"));
            Thread.Sleep(random.Next(20, 120)); // not in step with anything
        }
        table.Add("key pressed to screen painted, median", Median(millis), 40, "ms");
        millis.Sort();
        table.Add("key pressed to screen painted, 95 of 100", millis[millis.Count * 95 / 100], 80, "ms");
        Show(viewer, "after keys");
    }

    private void Jumps(WatchedProgram viewer)
    {
        var ends = new List<double>();
        var starts = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            ends.Add(viewer.Type("G", screen => screen.Contains($"{_total}/{_total}") && HasRows(screen)));
            viewer.Settle();
            starts.Add(viewer.Type("g", screen => screen.Contains($" 1/{_total}") && HasRows(screen)));
            viewer.Settle();
        }
        table.Add("jump to the end", Median(ends), 100, "ms");
        table.Add("jump to the start", Median(starts), 100, "ms");
    }

    private void Filters(WatchedProgram viewer)
    {
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        foreach ((string name, string filter, double goal) in FilterCases)
        {
            long expected = reader.Count(Filter.Parse(filter));
            (double first, double whole) = Apply(viewer, filter, expected);
            table.Add(name, first, goal, "ms");
            if (filter == FilterCases[^1].Filter)
            {
                (_, whole) = Apply(viewer, filter, expected); // warm: what is asked for
                table.Add(WholeText, whole / 1000, 5, "s");
            }
        }
    }

    private (double First, double Whole) Apply(WatchedProgram viewer, string filter, long expected)
    {
        viewer.Type("f");
        viewer.Settle();
        viewer.Type(filter);
        viewer.Settle();
        bool HasHits(Screen screen) => HasRows(screen) && !screen.Contains("/" + _total);
        double first = viewer.Type("\r", HasHits);
        Show(viewer, filter);
        double rest = viewer.WaitFor(screen =>
            screen.Contains("/" + Number(expected)) && !screen.Contains("filtering ")
        );
        double whole = first + rest;
        viewer.Settle();
        viewer.Type("U");
        viewer.Settle(500);
        return (first, whole);
    }

    /// <summary>The same capture while it grows.</summary>
    private void Follow()
    {
        string copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".db");
        File.Copy(capture, copy);
        try
        {
            using var live = new LiveCapture(copy, perSecond: 500);
            using var viewer = new WatchedProgram(program, copy);
            _ = viewer.WaitFromStart(HasRows);
            viewer.Type("F");
            viewer.Settle(50);
            Thread.Sleep(2000);
            Show(viewer, "following");
            table.Add("following 500 new packets/s, share of a core", 100 * viewer.CpuShare(CpuTime), 25, "%");
            viewer.Type("kkk");
            Thread.Sleep(2000);
            Show(viewer, "paused");
            table.Add("paused while they arrive, share of a core", 100 * viewer.CpuShare(CpuTime), 8, "%");
            viewer.Type("q");
        }
        finally
        {
            foreach (string end in (string[])["", "-wal", "-shm", ".spill"])
            {
                File.Delete(copy + end);
            }
        }
    }

    private void Show(WatchedProgram viewer, string step)
    {
        if (showsScreens)
        {
            Console.Error.WriteLine($"--- {step}\n{viewer.ScreenText}\n---");
        }
    }
}

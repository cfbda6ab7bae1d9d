using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Captures;

/// <summary>`generate`: a large capture of realistic traffic, through the product's own writer.</summary>
internal static class GenerateCommand
{
    private const int Batch = 5000;
    private const int Seed = 20;
    private const int Unwritten = 4;

    public static Command Create()
    {
        var rows = new Argument<long>("ROWS") { Description = "How many rows", DefaultValueFactory = _ => 10_000_000 };
        var output = new Option<FileInfo>("--output") { Description = "The capture to make", Required = true };
        Option<int> seed = BenchmarkOptions.Of("--seed", "Another seed, other rows", Seed);
        var command = new Command("generate", "A large capture of realistic traffic") { rows, output, seed };
        command.SetAction(parsed =>
            Run(parsed.GetValue(rows), parsed.GetValue(output)!.FullName, parsed.GetValue(seed))
        );
        return command;
    }

    /// <summary>Makes a capture of the usual rows.</summary>
    public static void Make(long rows, string path) => Write(rows, path, Seed);

    /// <summary>Makes the capture; one that fails is not left behind half made.</summary>
    private static int Run(long rows, string path, int seed)
    {
        if (File.Exists(path))
        {
            Console.Error.WriteLine($"{path} is already there: choose another file.");
            return 2;
        }
        var watch = Stopwatch.StartNew();
        string unfinished = path + ".unfinished";
        File.Delete(unfinished);
        Write(rows, unfinished, seed);
        File.Move(unfinished, path);
        Console.Error.WriteLine();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {rows:N0} rows, {new FileInfo(path).Length / 1e6:N0} MB, {watch.Elapsed.TotalSeconds:N0} s"
            )
        );
        return 0;
    }

    private static void Write(long rows, string path, int seed)
    {
        var traffic = new Traffic(seed, (1, 1, 1), 1_790_000_000_000_000, perSecond: 500, single: rows * 73 / 100);
        using var batches = new BlockingCollection<List<CaptureEntry>>(Unwritten);
        using var cancellation = new CancellationTokenSource();
        Exception? failure = null;
        var making = new Thread(() => Make(traffic, rows, batches, cancellation.Token)) { IsBackground = true };
        making.Start();
        try
        {
            using CaptureWriter writer = CaptureFile.Create(path);
            foreach (List<CaptureEntry> batch in batches.GetConsumingEnumerable())
            {
                writer.Append(batch);
                if (writer.NextRowId % 100_000 < Batch)
                {
                    Console.Error.Write($"\r{writer.NextRowId - 1:N0} of {rows:N0} rows");
                }
            }
        }
        catch (CaptureFileException exception)
        {
            failure = exception;
        }
        cancellation.Cancel();
        making.Join();
        if (failure is not null)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private static void Make(
        Traffic traffic,
        long rows,
        BlockingCollection<List<CaptureEntry>> batches,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (traffic.NextId <= rows)
            {
                batches.Add(traffic.Next((int)Math.Min(Batch, rows + 1 - traffic.NextId)), cancellationToken);
            }
            batches.Add(traffic.Rest(), cancellationToken);
            batches.CompleteAdding();
        }
        catch (OperationCanceledException)
        {
            // Nobody writes any more.
        }
    }
}

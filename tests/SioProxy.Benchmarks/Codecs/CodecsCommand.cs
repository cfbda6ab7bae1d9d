using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SioProxy.Benchmarks.Codecs;

/// <summary>
/// Our decoders beside the reference ones (engine.io-parser, socket.io-parser, socket.io-msgpack-parser under Node), on the
/// same bytes in one run: rounds take turns, so that a busy machine slows both, and the best round of each counts.
/// </summary>
internal static class CodecsCommand
{
    private const int Rounds = 7;
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        Option<DirectoryInfo> modules = BenchmarkOptions.Of(
            "--node",
            "Directory of codecs.js with its node_modules (npm ci in tests/SioProxy.Benchmarks/node/codecs)",
            new DirectoryInfo("tests/SioProxy.Benchmarks/node/codecs")
        );
        var command = new Command("codecs", "Packets per second beside the reference parsers under Node") { modules };
        command.SetAction(result => Run(result.GetRequiredValue(modules)));
        return command;
    }

    private static int Run(DirectoryInfo directory)
    {
        if (!Directory.Exists(Path.Combine(directory.FullName, "node_modules")))
        {
            Console.Error.WriteLine($"The reference parsers are not installed: run npm ci in {directory.FullName}.");
            return 2;
        }
        using Process node = Process.Start(
            new ProcessStartInfo("node", ["codecs.js"])
            {
                WorkingDirectory = directory.FullName,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        Console.WriteLine($"{"", -42}{"ours", 14}{"reference", 14}{"ratio", 8}   ours allocates");
        Console.WriteLine($"{"", -42}{"packets/s", 14}{"packets/s", 14}{"", 8}   bytes/packet");
        foreach (PacketCase one in PacketCase.All)
        {
            Compare(one, node);
        }
        node.StandardInput.Close();
        node.WaitForExit();
        return node.ExitCode;
    }

    private static void Compare(PacketCase one, Process node)
    {
        int packets = one.Decode();
        Send(
            node,
            JsonSerializer.Serialize(new { kind = one.Kind, inputs = one.Inputs.Select(Convert.ToBase64String) })
        );
        int theirs = int.Parse(Receive(node), CultureInfo.InvariantCulture);
        if (theirs != packets)
        {
            throw new InvalidOperationException($"{one.Name}: {packets} packets here, {theirs} by the reference");
        }
        double best = 0;
        double reference = 0;
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            best = Math.Max(best, Measure(one, packets, out allocated));
            Send(node, RoundLength.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
            reference = Math.Max(reference, double.Parse(Receive(node), CultureInfo.InvariantCulture));
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name, -42}{best, 14:N0}{reference, 14:N0}{best / reference, 8:N1}   {allocated}"
            )
        );
    }

    private static double Measure(PacketCase one, int packets, out long allocatedPerPacket)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        long decoded = 0;
        do
        {
            decoded += one.Decode();
        } while (Stopwatch.GetElapsedTime(start) < RoundLength);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocatedPerPacket = (GC.GetAllocatedBytesForCurrentThread() - before) / Math.Max(decoded, packets);
        return decoded / seconds;
    }

    private static void Send(Process node, string line)
    {
        node.StandardInput.WriteLine(line);
        node.StandardInput.Flush();
    }

    private static string Receive(Process node) =>
        node.StandardOutput.ReadLine() ?? throw new InvalidOperationException("codecs.js ended early");
}

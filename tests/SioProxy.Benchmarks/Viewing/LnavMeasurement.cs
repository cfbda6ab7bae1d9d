using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>Debian's lnav over the same packets as JSON Lines: opening them, and filtering by the same text.</summary>
internal static class LnavMeasurement
{
    private const string Format = """
        {
          "sioproxy_log": {
            "title": "SioProxy", "json": true, "file-type": "json",
            "timestamp-field": "at", "body-field": "raw", "hide-extra": true,
            "line-format": [ { "field": "__timestamp__" }, " ", { "field": "dir" }, " ", { "field": "event" }, " ", { "field": "raw" } ],
            "value": {
              "dir": { "kind": "string" }, "event": { "kind": "string", "identifier": true }, "raw": { "kind": "string" },
              "session": { "kind": "string", "identifier": true, "hidden": true }
            }
          }
        }
        """;

    public static void Run(string sioview, string capture, string? lines, ViewerTable table)
    {
        if (!IsInstalled())
        {
            Console.Error.WriteLine("lnav is not installed (apt-get install lnav): left out.");
            return;
        }
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sioproxy-lnav-");
        try
        {
            string formats = Path.Combine(folder.FullName, "formats", "sioproxy");
            _ = Directory.CreateDirectory(formats);
            File.WriteAllText(Path.Combine(formats, "sioproxy.json"), Format);
            if (lines is null)
            {
                lines = Path.Combine(folder.FullName, "capture.jsonl");
                Console.Error.WriteLine("Exporting the capture as JSON Lines for lnav");
                _ = Play(sioview, ["export", capture, "--format", "jsonl", "--output", lines], out _);
            }
            // Without a terminal lnav prints what it would show: one number, then the lines that match.
            double opened = Play(
                "lnav",
                ["-n", "-I", folder.FullName, "-c", ";SELECT 1 AS one", lines],
                out double memory
            );
            double filtered = Play(
                "lnav",
                ["-n", "-I", folder.FullName, "-c", ":filter-in watermelon", lines],
                out double more
            );
            table.AddLnav(ViewerMeasurement.Opening, opened * 1000);
            table.AddLnav(ViewerMeasurement.WholeText, Math.Max(0, filtered - opened));
            table.AddLnav(ViewerMeasurement.Resident, Math.Max(memory, more));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsInstalled()
    {
        try
        {
            using Process? process = Process.Start(
                new ProcessStartInfo("lnav", ["-V"]) { RedirectStandardOutput = true, UseShellExecute = false }
            );
            process?.WaitForExit();
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Seconds.</returns>
    private static double Play(string program, string[] arguments, out double memory)
    {
        memory = 0;
        var watch = Stopwatch.StartNew();
        using Process process =
            Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false }
            ) ?? throw new InvalidOperationException($"{program} did not start");
        var output = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.BeginOutputReadLine();
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            memory = Math.Max(memory, process.HasExited ? 0 : process.WorkingSet64 / (1024.0 * 1024));
        }
        double seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}: {output}")
            );
        }
        return seconds;
    }
}

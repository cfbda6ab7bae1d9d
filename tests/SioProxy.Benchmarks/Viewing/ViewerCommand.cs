using System.CommandLine;
using SioProxy.Benchmarks.Captures;
using SioProxy.Benchmarks.Publishing;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>`viewer`: the real terminal program over a large capture, in a pseudo terminal, beside lnav over the same packets.</summary>
internal static class ViewerCommand
{
    public static Command Create()
    {
        Option<FileInfo?> capture = BenchmarkOptions.Capture("The capture to view");
        var program = new Option<FileInfo?>("--sioview")
        {
            Description = "The program to measure (default: it is published, ahead-of-time compiled)",
        };
        var lines = new Option<FileInfo?>("--lines")
        {
            Description = "The same capture as JSON Lines, for lnav (default: it is exported)",
        };
        var only = new Option<bool>("--without-lnav") { Description = "Measure sioview only" };
        var screens = new Option<bool>("--screens")
        {
            Description = "Print the screen after each step, to see what was measured",
        };
        var command = new Command("viewer", "The terminal program over a large capture, beside lnav")
        {
            capture,
            program,
            lines,
            only,
            screens,
        };
        command.SetAction(parsed =>
        {
            if (!OperatingSystem.IsLinux())
            {
                Console.Error.WriteLine("viewer needs Linux: it makes a pseudo terminal and reads /proc.");
                return 2;
            }
            using var large = LargeCapture.Of(parsed.GetValue(capture)?.FullName);
            using var published = PublishedProgram.Viewer(parsed.GetValue(program)?.FullName);
            var table = new ViewerTable();
            new ViewerMeasurement(published.Program, large.Path, table, parsed.GetValue(screens)).Run();
            if (!parsed.GetValue(only))
            {
                LnavMeasurement.Run(published.Program, large.Path, parsed.GetValue(lines)?.FullName, table);
            }
            table.Print();
            return 0;
        });
        return command;
    }
}

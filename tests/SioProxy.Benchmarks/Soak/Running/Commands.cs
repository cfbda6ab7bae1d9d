using System.ComponentModel;
using System.Diagnostics;

namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>Runs the system's small programs.</summary>
internal static class Commands
{
    /// <returns>Null when it succeeded; else what it said.</returns>
    public static string? Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace SioProxy.EndToEnd.Harness;

/// <summary>The two programs of this build, run as the processes that users run.</summary>
internal static class Programs
{
    public static ProcessStartInfo Proxy(params IEnumerable<string> arguments) => Start("sioproxy.dll", arguments);

    public static ProcessStartInfo Viewer(params IEnumerable<string> arguments) => Start("sioview.dll", arguments);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramResult> RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ProgramResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Sends a program a signal, by the name that <c>kill</c> has for it; <c>INT</c> is a terminal's Ctrl+C.</summary>
    public static async Task SignalAsync(int process, string signal = "INT")
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static ProcessStartInfo Start(string assembly, IEnumerable<string> arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}

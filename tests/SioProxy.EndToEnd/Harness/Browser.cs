using System.Diagnostics;
using System.Text.Json;

namespace SioProxy.EndToEnd.Harness;

/// <summary>A real Chromium that opens exported pages (`node/page/browse.js`).</summary>
internal static class Browser
{
    private static readonly string Program =
        Environment.GetEnvironmentVariable("SIOPROXY_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Skips the calling test where there is no Chromium.</summary>
    public static void SkipUnlessThere() =>
        Assert.SkipUnless(
            File.Exists(Program),
            $"{Program} is not there: install Debian's chromium, or name another in SIOPROXY_CHROMIUM."
        );

    /// <summary>What a scenario of the script found. Skips the calling test where there is no Chromium.</summary>
    public static async Task<JsonElement> RunAsync(string scenario, string page, object? argument = null)
    {
        SkipUnlessThere();
        await NodeModules.EnsureAsync();
        string[] arguments = ["page/browse.js", scenario, page];
        ProcessStartInfo start = new(
            "node",
            argument is null ? arguments : [.. arguments, JsonSerializer.Serialize(argument)]
        )
        {
            WorkingDirectory = NodeModules.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ProgramResult result = await Programs.RunAsync(start);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return JsonDocument.Parse(result.Output).RootElement;
    }
}

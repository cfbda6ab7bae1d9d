using System.Diagnostics;
using System.Security.Cryptography;

namespace SioProxy.EndToEnd.Harness;

/// <summary>
/// The pinned npm packages beside these tests, installed once: by the first test that asks, under a lock that other
/// processes honour, and not again while the lock file stays the same.
/// </summary>
internal static class NodeModules
{
    private static readonly Lazy<Task<string?>> Installation = new(InstallAsync);

    /// <summary>Where the scripts and their <c>node_modules</c> lie.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "node");

    /// <summary>Makes sure that the packages are there; skips the calling test where there is no Node.js at all.</summary>
    public static async Task EnsureAsync()
    {
        string? missing = await Installation.Value;
        Assert.SkipWhen(missing is not null, missing ?? "");
    }

    private static async Task<string?> InstallAsync()
    {
        if (FindOnPath("node") is null || FindOnPath("npm") is null)
        {
            return "Node.js (20 or newer, with npm) is not on the PATH: the end-to-end tests drive real Socket.IO packages.";
        }
        await using FileStream held = await LockAsync(Path.Combine(Folder, ".install.lock"));
        string wanted = Convert.ToHexString(
            SHA256.HashData(await File.ReadAllBytesAsync(InFolder("package-lock.json")))
        );
        string stamp = InFolder("node_modules/.installed");
        string installed = File.Exists(stamp) ? await File.ReadAllTextAsync(stamp) : "";
        if (!string.Equals(installed, wanted, StringComparison.Ordinal))
        {
            await InstallPackagesAsync();
            await File.WriteAllTextAsync(stamp, wanted);
        }
        return null;
    }

    private static async Task InstallPackagesAsync()
    {
        ProcessStartInfo start = new(FindOnPath("npm")!, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process npm = Process.Start(start)!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync();
        Task<string> errors = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"`npm ci` failed ({npm.ExitCode}): {await errors}{await output}");
        }
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path)) // another test process is installing
            {
                await Task.Delay(200);
            }
        }
    }

    private static string InFolder(string path) => Path.Combine(Folder, path);

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder =>
                new[] { program, program + ".cmd", program + ".exe" }.Select(name => Path.Combine(folder, name))
            )
            .FirstOrDefault(File.Exists);
}

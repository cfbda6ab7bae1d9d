using System.Diagnostics;
using System.Text.Json;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd;

/// <summary>What is in `deploy`: the program is started by the very lines that systemd and a container would start it by.</summary>
public sealed class DeployTests : IDisposable
{
    private const string Installed = "/usr/local/lib/sioproxy/sioproxy";

    private static readonly string[] Hardening =
    [
        "DynamicUser=yes",
        "StateDirectory=sioproxy",
        "StateDirectoryMode=0700",
        "UMask=0077",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "AmbientCapabilities=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "ProtectClock=yes",
        "ProtectControlGroups=yes",
        "ProtectKernelLogs=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelTunables=yes",
        "ProtectHostname=yes",
        "ProtectProc=invisible",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
        "RemoveIPC=yes",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("sioproxy-deploy-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Unit_OfSystemd_StartsTheProgramAsDocumented()
    {
        string[] unit = Lines("deploy", "sioproxy.service");
        string start = Value(unit, "ExecStart=");
        Assert.StartsWith(Installed + " ", start, StringComparison.Ordinal);
        string variables = Value(Lines("docs", "operating.md"), "    echo 'SIOPROXY_ARGS=\"").Split('"')[0];
        string[] arguments =
        [
            .. start[Installed.Length..]
                .Replace("$SIOPROXY_ARGS", variables, StringComparison.Ordinal)
                .Replace("/var/lib/sioproxy", _folder, StringComparison.Ordinal)
                .Replace("http://127.0.0.1:9464", "http://127.0.0.1:0", StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries),
            "--listen",
            "http://127.0.0.1:0",
        ];
        Assert.Equal("yes", Value(unit, "DynamicUser="));
        await StartAndStopAsync(arguments, Value(unit, "KillSignal=SIG"));
        Assert.NotEmpty(Directory.GetFiles(_folder, "capture*.db"));
    }

    [Fact]
    public void Unit_OfSystemd_HasItsSectionsAndIsHardened()
    {
        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        Dictionary<string, string> section = [];
        foreach (string line in Lines("deploy", "sioproxy.service").Where(line => line is not ("" or ['#', ..])))
        {
            if (line is ['[', .. var name, ']'])
            {
                sections.Add(name, section = new(StringComparer.Ordinal));
                continue;
            }
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            Assert.True(equals > 0 && line[..equals].All(char.IsAsciiLetter), line);
            Assert.True(section.TryAdd(line[..equals], line[(equals + 1)..]), "Twice: " + line);
        }
        Assert.Equal(["Unit", "Service", "Install"], sections.Keys);
        Assert.Equal("multi-user.target", sections["Install"]["WantedBy"]);
        Dictionary<string, string> service = sections["Service"];
        Assert.DoesNotContain("User", service.Keys); // a user of its own, made for as long as it runs
        foreach (string line in Hardening)
        {
            string[] parts = line.Split('=');
            Assert.True(service.TryGetValue(parts[0], out string? value), "Missing: " + line);
            Assert.Equal(parts[1], value);
        }
    }

    [Fact]
    public async Task Entrypoint_OfTheContainer_StartsTheProgram()
    {
        string[] container = Lines("deploy", "Containerfile");
        string[] entry = JsonSerializer.Deserialize<string[]>(Value(container, "ENTRYPOINT "))!;
        Assert.Equal(["dotnet", "/app/sioproxy.dll"], entry[..2]);
        Assert.Equal("1654:1654", Value(container, "USER "));
        string[] arguments =
        [
            .. entry[2..]
                .Select(argument =>
                    argument
                        .Replace("/captures", _folder, StringComparison.Ordinal)
                        .Replace("http://0.0.0.0:4000", "http://127.0.0.1:0", StringComparison.Ordinal)
                ),
            "--upstream",
            "http://127.0.0.1:3000",
        ];
        await StartAndStopAsync(arguments, Value(container, "STOPSIGNAL SIG"));
        Assert.True(File.Exists(Path.Combine(_folder, "capture.db")));
    }

    private static async Task StartAndStopAsync(string[] arguments, string signal)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        using Process process = Process.Start(Programs.Proxy(arguments))!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            string? line = await process.StandardOutput.ReadLineAsync(deadline.Token);
            Assert.True(line?.StartsWith("Listening on ", StringComparison.Ordinal), line ?? await errors);
            await Programs.SignalAsync(process.Id, signal);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static string[] Lines(params string[] path) => File.ReadAllLines(Path.Combine([Repository.Root, .. path]));

    /// <summary>What is behind a word at the beginning of a line.</summary>
    private static string Value(string[] lines, string word) =>
        lines.Single(line => line.StartsWith(word, StringComparison.Ordinal))[word.Length..];
}

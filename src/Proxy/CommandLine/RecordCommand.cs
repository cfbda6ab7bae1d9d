using System.CommandLine;
using System.CommandLine.Parsing;

namespace SioProxy.Proxy.CommandLine;

/// <summary>The <c>record</c> command: its options, and how they become arguments.</summary>
internal static class RecordCommand
{
    private static readonly Option<string[]> Upstream = Many(
        "--upstream",
        "URL",
        "Server to forward to; several are nodes of one cluster."
    );
    private static readonly Option<string> UpstreamHost = One(
        "--upstream-host",
        "keep|target",
        "Host header towards the upstream (default: keep)."
    );
    private static readonly Option<bool> InsecureUpstream = Flag(
        "--insecure-upstream",
        "Do not verify the upstream's certificate."
    );
    private static readonly Option<string[]> Listen = Many(
        "--listen",
        "URL",
        "Address to listen on (default: http://127.0.0.1:4000); port 0 is any free port."
    );
    private static readonly Option<string> Cert = One("--cert", "FILE", "Certificate (PEM) of https listeners.");
    private static readonly Option<string> CertKey = One(
        "--cert-key",
        "FILE",
        "Its key (PEM), if it is not in the same file."
    );
    private static readonly Option<string> Forwarded = One(
        "--forwarded",
        "off|append",
        "Append X-Forwarded-For, -Proto and -Host (default: off)."
    );
    private static readonly Option<bool> TrustForwarded = Flag(
        "--trust-forwarded",
        "Take the client's address from X-Forwarded-For."
    );
    private static readonly Option<string> Output = One(
        "--output",
        "FILE",
        "The capture (default: recordings/<UTC time>.db); an existing one is appended to."
    );
    private static readonly Option<string[]> Path = Many(
        "--path",
        "PATH",
        "Engine.IO paths to decode (default: detect by the traffic)."
    );
    private static readonly Option<string> Only = One("--only", "FILTER", "Record only what matches.");
    private static readonly Option<string> MaxPayload = One(
        "--max-payload",
        "SIZE",
        "Keep this much of a packet (default: 16M)."
    );
    private static readonly Option<string> MaxSize = One(
        "--max-size",
        "SIZE",
        "Stop recording when the capture has this size; traffic flows on."
    );
    private static readonly Option<string> Rotate = One(
        "--rotate",
        "SIZE|DURATION",
        "Start a new file at this size or after this time."
    );
    private static readonly Option<string> Keep = One("--keep", "N", "Keep this many files of a rotation.");
    private static readonly Option<string[]> Redact = Many(
        "--redact",
        "RULE",
        "Redact a further place: header:NAME, query:NAME, auth:$.PATH, event:NAME:$.PATH."
    );
    private static readonly Option<string> RedactFile = One(
        "--redact-file",
        "FILE",
        "Redact further places, a rule a line."
    );
    private static readonly Option<bool> NoRedact = Flag("--no-redact", "Record secrets as they are.");
    private static readonly Option<string> OnOverload = One(
        "--on-overload",
        "spill|drop|block",
        "When the capture cannot keep up (default: spill)."
    );
    private static readonly Option<string> Queue = One(
        "--queue",
        "SIZE",
        "Memory for what waits to be recorded (default: 64M)."
    );
    private static readonly Option<string> SpillLimit = One(
        "--spill-limit",
        "SIZE",
        "Largest size of the spill log (default: the disk)."
    );
    private static readonly Option<string> Metrics = One(
        "--metrics",
        "URL",
        "Serve Prometheus metrics (/metrics) and health (/health) there, such as http://127.0.0.1:9464."
    );
    private static readonly Option<bool> Quiet = Flag("--quiet", "Say nothing but errors.");
    private static readonly Option<string> Level = One(
        "--log-level",
        "LEVEL",
        "trace, debug, information, warning, error (default: information)."
    );
    private static readonly Option<bool> JsonLogs = Flag("--json-logs", "Log as JSON, an object a line.");

    public static Command Create()
    {
        var command = new Command("record", "Forward traffic to the upstream and record it (the default command).")
        {
            Upstream,
            UpstreamHost,
            InsecureUpstream,
            Listen,
            Cert,
            CertKey,
            Forwarded,
            TrustForwarded,
            Output,
            Path,
            Only,
            MaxPayload,
            MaxSize,
            Rotate,
            Keep,
            Redact,
            RedactFile,
            NoRedact,
            OnOverload,
            Queue,
            SpillLimit,
            Metrics,
            Quiet,
            Level,
            JsonLogs,
        };
        command.SetAction((parsed, cancellationToken) => RecordRun.RunAsync(Read(parsed), cancellationToken));
        return command;
    }

    private static RecordArguments Read(ParseResult parsed) =>
        new()
        {
            Upstream = parsed.GetValue(Upstream) is { Length: > 0 } upstream
                ? upstream
                : throw new Hosting.UsageException(
                    "--upstream is missing: name the server to forward to, such as --upstream http://localhost:3000."
                ),
            UpstreamHost = parsed.GetValue(UpstreamHost) ?? "keep",
            InsecureUpstream = parsed.GetValue(InsecureUpstream),
            Listen = parsed.GetValue(Listen) ?? [],
            Cert = parsed.GetValue(Cert),
            CertKey = parsed.GetValue(CertKey),
            Forwarded = parsed.GetValue(Forwarded) ?? "off",
            TrustForwarded = parsed.GetValue(TrustForwarded),
            Output = parsed.GetValue(Output),
            Path = parsed.GetValue(Path) ?? [],
            Only = parsed.GetValue(Only),
            MaxPayload = parsed.GetValue(MaxPayload) ?? "16M",
            MaxSize = parsed.GetValue(MaxSize),
            Rotate = parsed.GetValue(Rotate),
            Keep = parsed.GetValue(Keep),
            Redact = parsed.GetValue(Redact) ?? [],
            RedactFile = parsed.GetValue(RedactFile),
            NoRedact = parsed.GetValue(NoRedact),
            OnOverload = parsed.GetValue(OnOverload) ?? "spill",
            Queue = parsed.GetValue(Queue) ?? "64M",
            SpillLimit = parsed.GetValue(SpillLimit),
            Metrics = parsed.GetValue(Metrics),
            Quiet = parsed.GetValue(Quiet),
            LogLevel = LevelOf(parsed.GetValue(Level)),
            JsonLogs = parsed.GetValue(JsonLogs),
        };

    private static LogLevel LevelOf(string? text) =>
        text?.ToLowerInvariant() switch
        {
            null or "information" or "info" => LogLevel.Information,
            "trace" => LogLevel.Trace,
            "debug" => LogLevel.Debug,
            "warning" or "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => throw new Hosting.UsageException(
                $"--log-level {text}: one of trace, debug, information, warning, error is expected."
            ),
        };

    private static Option<string> One(string name, string argument, string description) =>
        new(name) { HelpName = argument, Description = description };

    private static Option<string[]> Many(string name, string argument, string description) =>
        new(name)
        {
            HelpName = argument,
            Description = description,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}

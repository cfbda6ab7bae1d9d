namespace SioProxy.Proxy.CommandLine;

/// <summary>The options of <c>record</c> as written.</summary>
internal sealed record RecordArguments
{
    public required IReadOnlyList<string> Upstream { get; init; }
    public string UpstreamHost { get; init; } = "keep";
    public bool InsecureUpstream { get; init; }
    public IReadOnlyList<string> Listen { get; init; } = [];
    public string? Cert { get; init; }
    public string? CertKey { get; init; }
    public string Forwarded { get; init; } = "off";
    public bool TrustForwarded { get; init; }
    public string? Output { get; init; }
    public IReadOnlyList<string> Path { get; init; } = [];
    public string? Only { get; init; }
    public string MaxPayload { get; init; } = "16M";
    public string? MaxSize { get; init; }
    public string? Rotate { get; init; }
    public string? Keep { get; init; }
    public IReadOnlyList<string> Redact { get; init; } = [];
    public string? RedactFile { get; init; }
    public bool NoRedact { get; init; }
    public string OnOverload { get; init; } = "spill";
    public string Queue { get; init; } = "64M";
    public string? SpillLimit { get; init; }
    public string? Metrics { get; init; }
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
    public bool Quiet { get; init; }
    public bool JsonLogs { get; init; }
}

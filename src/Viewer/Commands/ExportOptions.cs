using SioProxy.Filtering;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>What an export was asked for.</summary>
internal sealed record ExportOptions
{
    public required string File { get; init; }

    public required Filter Filter { get; init; }

    public required ExportFormat Format { get; init; }

    /// <summary>The file to write; null: standard output.</summary>
    public string? Output { get; init; }

    public bool Force { get; init; }

    public bool Follow { get; init; }

    /// <summary>Rules to redact by on the way out; none when empty.</summary>
    public IReadOnlyList<string> Redact { get; init; } = [];

    /// <summary>Says what does not go together.</summary>
    public void Check()
    {
        if (Follow && Format != ExportFormat.Jsonl)
        {
            throw new UsageException("Only --format jsonl can be combined with --follow.");
        }
        if (Format == ExportFormat.Sqlite && Output is null)
        {
            throw new UsageException("--format sqlite needs --output FILE: a database cannot be written to a pipe.");
        }
        if (Format == ExportFormat.Sqlite && Redact.Count > 0)
        {
            // The copy takes sessions and connections, headers included, from the capture as they are.
            throw new UsageException("--redact cannot be combined with --format sqlite: choose jsonl, csv or har.");
        }
        if (
            Output is not null
            && string.Equals(Path.GetFullPath(Output), Path.GetFullPath(File), StringComparison.Ordinal)
        )
        {
            throw new UsageException("The output is the capture itself: choose another file.");
        }
        if (Output is not null && !Force && Path.Exists(Output))
        {
            throw new UsageException($"{Output} is there already: choose another file, or add --force to replace it.");
        }
    }

    /// <summary>The redactor for the way out; null when nothing is asked for.</summary>
    public Redactor? CreateRedactor()
    {
        if (Redact.Count == 0)
        {
            return null;
        }
        RedactionRules rules = RedactionRules.None;
        foreach (string rule in Redact)
        {
            rules = rules.TryWith(rule, out RedactionRules? extended, out string? error)
                ? extended
                : throw new UsageException(error);
        }
        return new Redactor(rules, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    }
}

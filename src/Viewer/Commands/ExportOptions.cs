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
    /// <returns>These, with the output where it will be: links followed.</returns>
    public ExportOptions Checked()
    {
        if (Follow && Format != ExportFormat.Jsonl)
        {
            throw new CommandUsageException("Only --format jsonl can be combined with --follow.");
        }
        if (Format == ExportFormat.Sqlite && Output is null)
        {
            throw new CommandUsageException(
                "--format sqlite needs --output FILE: a database cannot be written to a pipe."
            );
        }
        return Output is null ? this : this with { Output = OutputFile.Check("--output", Output, Force, File) };
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
                : throw new CommandUsageException(error);
        }
        return new Redactor(rules, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    }
}

using SioProxy.Filtering;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>What an export was asked for.</summary>
internal sealed record ExportOptions
{
    // A capture that is being recorded has these beside it.
    private static readonly string[] s_parts = ["", "-wal", "-shm", "-journal", ".spill"];

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
        if (Output is not null)
        {
            CheckOutput(Output);
        }
    }

    private void CheckOutput(string output)
    {
        if (output.Length == 0)
        {
            throw new UsageException("--output is empty: name the file to write.");
        }
        string target = Target(output);
        string capture = Target(File);
        if (s_parts.Any(part => string.Equals(target, capture + part, StringComparison.Ordinal)))
        {
            throw new UsageException("The output is the capture itself: choose another file.");
        }
        if (Directory.Exists(output))
        {
            throw new UsageException($"{output} is a directory: name a file in it.");
        }
        if (!Force && Path.Exists(output))
        {
            throw new UsageException($"{output} is there already: choose another file, or add --force to replace it.");
        }
        if (target.StartsWith("/dev/", StringComparison.Ordinal)) // a device would be replaced by a file
        {
            throw new UsageException($"{output} is a device: leave --output out and redirect the output to it.");
        }
        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new UsageException($"The directory of {output} is not there: make it first.");
        }
    }

    /// <summary>What a path means, links followed.</summary>
    private static string Target(string path) =>
        (System.IO.File.Exists(path) ? System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null)
        ?? Path.GetFullPath(path);

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

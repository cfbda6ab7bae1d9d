namespace SioProxy.Viewer.Commands;

/// <summary>What <c>sioview import</c> was asked for.</summary>
internal sealed record ImportOptions
{
    public required string File { get; init; }

    public string? Output { get; init; }

    public bool Force { get; init; }

    public required IReadOnlyList<string> Redact { get; init; }

    public bool NoRedact { get; init; }

    /// <summary>Whether the file is a HAR rather than JSON Lines, as its name says.</summary>
    public bool IsHar => Path.GetExtension(File).Equals(".har", StringComparison.OrdinalIgnoreCase);

    /// <returns>Where the capture will be: links followed.</returns>
    /// <exception cref="CommandUsageException">It cannot be done.</exception>
    public string Check()
    {
        if (Output is not { Length: > 0 } output)
        {
            throw new CommandUsageException("Name the capture to make: --output FILE.");
        }
        if (!IsHar && Path.GetExtension(File).ToLowerInvariant() is not (".jsonl" or ".ndjson"))
        {
            throw new CommandUsageException(
                $"'{File}' is neither a .har nor a .jsonl file: its name says how it is read."
            );
        }
        if (NoRedact && Redact.Count > 0)
        {
            throw new CommandUsageException("--redact and --no-redact exclude each other.");
        }
        return OutputFile.Check("--output", output, Force, File);
    }
}

using System.Text.Json;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Playing;

/// <summary>The rows of a capture as `sioview export --format jsonl` writes them.</summary>
internal sealed class Export(IReadOnlyList<JsonElement> rows)
{
    public IReadOnlyList<JsonElement> Rows { get; } = rows;

    public static async Task<Export> ReadAsync(string capture)
    {
        ProgramResult export = await Programs.RunAsync(Programs.Viewer("export", capture, "--format", "jsonl"));
        return export.ExitCode == 0
            ? new Export([.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)])
            : throw new InvalidOperationException($"sioview export failed ({export.ExitCode}): {export.Errors}");
    }

    /// <summary>A session's packets of one direction, in capture order.</summary>
    public IEnumerable<JsonElement> Packets(string sid, string direction) =>
        Rows.Where(row => row.Is("kind", "packet") && row.Is("session", sid) && row.Is("dir", direction));

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}

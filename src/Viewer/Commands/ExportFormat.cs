namespace SioProxy.Viewer.Commands;

/// <summary>The values of <c>--format</c>.</summary>
internal enum ExportFormat
{
    Jsonl,
    Csv,
    Har,
    Html,
    Sqlite,
}

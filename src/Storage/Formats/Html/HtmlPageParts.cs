using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace SioProxy.Storage.Formats.Html;

/// <summary>
/// The page's own text: skeleton, style and script, embedded resources of this assembly. The content security policy
/// allows nothing but this very style and this very script, by their hashes.
/// </summary>
internal static class HtmlPageParts
{
    // In this order they make one script.
    private static readonly string[] Scripts =
    [
        "text.js",
        "json.js",
        "filter.js",
        "capture.js",
        "table.js",
        "details.js",
        "sequence.js",
        "statistics.js",
        "problems.js",
        "main.js",
    ];

    private static readonly Lazy<string> Style = new(() => Resource("page.css"));

    private static readonly Lazy<string> Script = new(() =>
        "(() => {\n\"use strict\";\n" + string.Join('\n', Scripts.Select(Resource)) + "})();\n"
    );

    private static readonly Lazy<(string Before, string After)> Skeleton = new(ReadSkeleton);

    /// <summary>Everything before the data.</summary>
    public static string Before => Skeleton.Value.Before;

    /// <summary>Everything behind it, the script included.</summary>
    public static string After => Skeleton.Value.After;

    private static (string, string) ReadSkeleton()
    {
        string page = Resource("page.html")
            .Replace("{{script-hash}}", Hash(Script.Value), StringComparison.Ordinal)
            .Replace("{{style-hash}}", Hash(Style.Value), StringComparison.Ordinal)
            .Replace("{{style}}", Style.Value, StringComparison.Ordinal)
            .Replace("{{script}}", Script.Value, StringComparison.Ordinal);
        string[] halves = page.Split("{{data}}");
        return (halves[0], halves[1]);
    }

    // Of what stands between the tags, exactly.
    private static string Hash(string text) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Line ends as browsers see them, however the sources were checked out.
    private static string Resource(string name)
    {
        using Stream stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program lacks its part {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

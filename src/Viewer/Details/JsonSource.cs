using SioProxy.Filtering;

namespace SioProxy.Viewer.Details;

/// <summary>A JSON text that is shown as a tree, and where its paths begin.</summary>
/// <param name="Utf8">The text; may be cut short or malformed.</param>
/// <param name="Root">Where the filter language's paths begin; null when it has none for this text.</param>
/// <param name="Name">What paths begin with for people.</param>
/// <param name="Attachments">What <c>{"$binary": n}</c> stands for.</param>
internal sealed record JsonSource(
    ReadOnlyMemory<byte> Utf8,
    PathRoot? Root,
    string Name,
    IReadOnlyList<ReadOnlyMemory<byte>> Attachments
);

using System.Text;
using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Filters;

/// <summary>Collects the paths that occur in payloads, and some values at them. Bounded.</summary>
internal sealed class PathCollector
{
    private const int MaxPaths = 500;
    private const int MaxValues = 20;
    private const int MaxDepth = 6;
    private const int MaxValueLength = 40;
    private const int MaxPayload = 64 * 1024; // of larger ones the paths are not looked at: completion must stay quick
    private const int MaxMembers = 100;

    private readonly Dictionary<string, PathUse> _paths = new(StringComparer.Ordinal);

    public void Add(CapturedPacket packet)
    {
        bool isConnect = packet is { Type: SocketIoPacketType.Connect, Direction: Direction.ClientToServer };
        (PathRoot root, ReadOnlyMemory<byte>? json) =
            packet.Size > MaxPayload ? (PathRoot.Args, null)
            : isConnect ? (PathRoot.Auth, PacketContent.Auth(packet))
            : PacketContent.Args(packet) is { } args ? (PathRoot.Args, args)
            : (PathRoot.Data, PacketContent.Data(packet));
        if (json is not { IsEmpty: false } text)
        {
            return;
        }
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            Walk(root, [], document.RootElement);
        }
        catch (JsonException)
        {
            // A fault of the packet's: it has no paths.
        }
    }

    /// <summary>The paths, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> ToPaths() =>
        [
            .. _paths
                .OrderByDescending(path => path.Value.Count)
                .ThenBy(path => path.Key, StringComparer.Ordinal)
                .Select(path => new KeyValuePair<string, IReadOnlyList<string>>(path.Key, path.Value.ToValues())),
        ];

    private void Walk(PathRoot root, List<PathStep> steps, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when steps.Count < MaxDepth:
                foreach (JsonProperty member in value.EnumerateObject().Take(MaxMembers))
                {
                    if (NameOf(member) is { } name)
                    {
                        Descend(root, steps, new PathStep(name, null), member.Value);
                    }
                }
                break;
            case JsonValueKind.Array when steps.Count < MaxDepth:
                int index = 0;
                foreach (JsonElement element in value.EnumerateArray().Take(MaxMembers))
                {
                    // Arguments have places; elements of lists inside them rarely do.
                    PathStep step = steps.Count == 0 ? new(null, index++) : new(null, null);
                    Descend(root, steps, step, element);
                }
                break;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                if (steps.Count > 0)
                {
                    Note(root, steps, value);
                }
                break;
        }
    }

    private void Descend(PathRoot root, List<PathStep> steps, PathStep step, JsonElement value)
    {
        steps.Add(step);
        Walk(root, steps, value);
        steps.RemoveAt(steps.Count - 1);
    }

    private void Note(PathRoot root, List<PathStep> steps, JsonElement value)
    {
        string path = new PathNode(
            root,
            [.. steps],
            Comparison.Equal,
            [new(new(TextPatternKind.Literal, "x"), false)]
        ).ToString()[..^2];
        if (!_paths.TryGetValue(path, out PathUse? use))
        {
            if (_paths.Count >= MaxPaths)
            {
                return;
            }
            use = new PathUse();
            _paths.Add(path, use);
        }
        use.Count++;
        string text = TextOf(value);
        if (text.Length <= MaxValueLength && (use.Values.ContainsKey(text) || use.Values.Count < MaxValues))
        {
            use.Values[text] = use.Values.GetValueOrDefault(text) + 1;
        }
    }

    private static string TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value.GetRawText();
        }
        try
        {
            return FilterTerms.Text(value.GetString() ?? "");
        }
        catch (InvalidOperationException) // a lone surrogate
        {
            return new string('x', MaxValueLength + 1);
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException) // a lone surrogate
        {
            return null;
        }
    }

    private sealed class PathUse
    {
        public long Count { get; set; }

        public Dictionary<string, long> Values { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<string> ToValues() =>
            [
                .. Values
                    .OrderByDescending(value => value.Value)
                    .ThenBy(value => value.Key, StringComparer.Ordinal)
                    .Select(value => value.Key),
            ];
    }
}

namespace SioProxy.Viewer.Commanding;

/// <summary>Something that the user can do: keys, help, palette and status bar all come from here.</summary>
internal sealed record ViewerCommand
{
    /// <summary>Names it in the configuration file, as <c>packets.follow</c>; never changes meaning.</summary>
    public required string Id { get; init; }

    /// <summary>What it does, in few words that begin with a verb.</summary>
    public required string Title { get; init; }

    /// <summary>More of it, for the palette; empty when the title says it all.</summary>
    public string Description { get; init; } = "";

    /// <summary>The keys that it has unless the configuration says otherwise, as <see cref="KeyNames"/> writes them.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The view that must have the keyboard, or contain the one that has it; empty: anywhere.</summary>
    public string Scope { get; init; } = "";

    /// <summary>A word or two for the status bar; empty: not shown there.</summary>
    public string Hint { get; init; } = "";

    /// <summary>The same where it depends on what there is; null: it does not.</summary>
    public Func<string>? LiveHint { get; init; }

    /// <summary>Whether it can be done now.</summary>
    public Func<bool> IsAvailable { get; init; } = () => true;

    /// <summary>Does it.</summary>
    public required Action Run { get; init; }
}

using System.Collections.Frozen;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.App;

/// <summary>What the configuration file says, defaults filled in.</summary>
internal sealed record ViewerSettings
{
    public static ViewerSettings Default { get; } = new();

    /// <summary>Where the viewer keeps what it remembers; null: nowhere.</summary>
    public string? Directory { get; init; }

    public ViewerTheme Theme { get; init; } = ViewerThemes.Dark;

    /// <summary>How many colours the terminal has.</summary>
    public ColorDepth Colors { get; init; } = ColorDepth.Full;

    /// <summary>Keys of commands that are not to have their own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } =
        FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Where the configuration names these commands: the file and its line.</summary>
    public IReadOnlyDictionary<string, string> KeysWhere { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The list's columns from left to right.</summary>
    public IReadOnlyList<PacketColumn> Columns { get; init; } = PacketColumns.All;

    /// <summary>How the list shows times at first.</summary>
    public TimeFormat TimeFormat { get; init; }
}

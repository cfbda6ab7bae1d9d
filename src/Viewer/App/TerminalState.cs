namespace SioProxy.Viewer.App;

/// <summary>What a wait for the terminal ended with.</summary>
internal enum TerminalState
{
    /// <summary>The time was over.</summary>
    Quiet,

    /// <summary>A worker has something.</summary>
    Woken,

    /// <summary>There are keys or mouse events.</summary>
    Input,

    /// <summary>The terminal was closed.</summary>
    Gone,
}

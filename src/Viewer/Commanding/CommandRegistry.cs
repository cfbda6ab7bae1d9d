using System.Diagnostics.CodeAnalysis;

namespace SioProxy.Viewer.Commanding;

/// <summary>Every command there is, and which key runs which one. Pure.</summary>
/// <param name="overrides">Command ids and the keys that the configuration gives them instead of their own.</param>
internal sealed class CommandRegistry(IReadOnlyDictionary<string, IReadOnlyList<string>>? overrides = null)
{
    private readonly List<ViewerCommand> _commands = [];
    private readonly Dictionary<(string Scope, string Key), ViewerCommand> _keys = [];

    /// <summary>All, in the order they were added.</summary>
    public IReadOnlyList<ViewerCommand> All => _commands;

    /// <summary>Adds a command. Its id must be new, and none of its keys may have another meaning in the same scope.</summary>
    public void Add(ViewerCommand command)
    {
        if (_commands.Exists(other => string.Equals(other.Id, command.Id, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"There are two commands '{command.Id}'.", nameof(command));
        }
        if (overrides?.TryGetValue(command.Id, out IReadOnlyList<string>? keys) == true)
        {
            command = command with { Keys = keys };
        }
        _commands.Add(command);
        foreach (string key in command.Keys)
        {
            if (!_keys.TryAdd((command.Scope, key), command) && !IsOverridden(command))
            {
                ViewerCommand other = _keys[(command.Scope, key)];
                if (!IsOverridden(other))
                {
                    throw new ArgumentException($"'{key}' is both {other.Id} and {command.Id}.", nameof(command));
                }
            }
            else if (IsOverridden(command))
            {
                _keys[(command.Scope, key)] = command; // what the user wants goes first
            }
        }
    }

    public void AddRange(IEnumerable<ViewerCommand> commands)
    {
        foreach (ViewerCommand command in commands)
        {
            Add(command);
        }
    }

    /// <summary>The command that a key runs.</summary>
    /// <param name="scopes">From the view that has the keyboard outwards; what applies anywhere is added.</param>
    public bool TryFind(string key, IEnumerable<string> scopes, [NotNullWhen(true)] out ViewerCommand? command)
    {
        foreach (string scope in scopes.Append(""))
        {
            if (_keys.TryGetValue((scope, key), out command) && command.IsAvailable())
            {
                return true;
            }
        }
        command = null;
        return false;
    }

    /// <summary>The commands of these scopes and those that apply anywhere, in that order.</summary>
    public IEnumerable<ViewerCommand> In(IEnumerable<string> scopes) =>
        scopes
            .Append("")
            .Distinct(StringComparer.Ordinal)
            .SelectMany(scope =>
                _commands.Where(command => string.Equals(command.Scope, scope, StringComparison.Ordinal))
            );

    /// <summary>The keys that really run a command, after the configuration and what it shadows.</summary>
    public IEnumerable<string> KeysOf(ViewerCommand command) =>
        command.Keys.Where(key =>
            _keys.TryGetValue((command.Scope, key), out ViewerCommand? owner) && ReferenceEquals(owner, command)
        );

    /// <summary>The keys that run a command while these scopes apply: not those that mean something else further in.</summary>
    /// <param name="scopes">As in <see cref="TryFind"/>.</param>
    public IEnumerable<string> KeysOf(ViewerCommand command, IReadOnlyList<string> scopes) =>
        KeysOf(command)
            .Where(key =>
                !scopes
                    .TakeWhile(scope => !string.Equals(scope, command.Scope, StringComparison.Ordinal))
                    .Any(scope =>
                        _keys.TryGetValue((scope, key), out ViewerCommand? inner)
                        && !ReferenceEquals(inner, command)
                        && inner.IsAvailable()
                    )
            );

    /// <summary>The command of that id.</summary>
    public ViewerCommand? WithId(string id) =>
        _commands.Find(command => string.Equals(command.Id, id, StringComparison.Ordinal));

    private bool IsOverridden(ViewerCommand command) => overrides?.ContainsKey(command.Id) == true;
}

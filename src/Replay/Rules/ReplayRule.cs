using SioProxy.Replay.Values;

namespace SioProxy.Replay.Rules;

/// <summary>One rule of a rules file. Exactly one of <see cref="Key"/>, <see cref="Mode"/>, <see cref="Match"/>, <see cref="Bind"/>, <see cref="Set"/>, <see cref="MustUpgrade"/> and <see cref="MustFollow"/> is set.</summary>
public sealed record ReplayRule
{
    /// <summary>The events it is for: an effective name, <c>*</c> for any run of characters; <c>ack:NAME</c> for an event's ack, <c>CONNECT</c> for a CONNECT.</summary>
    public required string Event { get; init; }

    /// <summary>The place it is about, for <see cref="Match"/> and <see cref="Bind"/>.</summary>
    public ValuePath? Path { get; init; }

    /// <summary>Discriminator: the value at this place becomes part of the effective name.</summary>
    public ValuePath? Key { get; init; }

    /// <summary>How events of this name are expected.</summary>
    public MatchMode? Mode { get; init; }

    /// <summary>What is allowed at the place.</summary>
    public ValueMatcher? Match { get; init; }

    /// <summary>The server makes the value up and the client sends it back: put the live one in its place.</summary>
    public bool Bind { get; init; }

    /// <summary>What a client sends at the place instead of what was recorded; <c>${env.NAME}</c> and <c>${NAME}</c> are supplied.</summary>
    public string? Set { get; init; }

    /// <summary>Sessions that were recorded to move to WebSocket have to.</summary>
    public bool MustUpgrade { get; init; }

    /// <summary>Events of this name have to come behind the client's step that they were recorded behind.</summary>
    public bool MustFollow { get; init; }

    /// <summary>Why the rule is there, for the person who reviews it.</summary>
    public required string Why { get; init; }

    /// <summary>The line of the rules file that it begins on, from 1; 0 when it was not read from one.</summary>
    public int Line { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        this switch
        {
            { Key: { } key } => $"key {Event} -> {key}",
            { Mode: { } mode } => $"mode {Event} {RuleWords.Of(mode)}",
            { Set: { } set } => $"set {Event} {Path} {set}",
            { MustUpgrade: true } => "must upgrade",
            { MustFollow: true } => $"must follow {Event}",
            { Match: { } match } => $"{Event} {Path} {match}",
            _ => $"bind {Event} {Path}",
        };
}

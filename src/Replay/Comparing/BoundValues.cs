using SioProxy.Replay.Values;

namespace SioProxy.Replay.Comparing;

/// <summary>
/// Which live value stands for which recorded one: both ways unique, as two ids that became one would be a defect. A mark of
/// redaction is no value of its own: what it stands for may be recorded plain elsewhere, and bound there as well.
/// </summary>
public sealed class BoundValues
{
    private readonly Dictionary<string, string> _liveOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _recordedOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _markOf = new(StringComparer.Ordinal);

    /// <summary>The pairs so far, recorded value first.</summary>
    public IReadOnlyDictionary<string, string> Pairs => _liveOf;

    /// <summary>The live value for a recorded one; null when it is not bound yet.</summary>
    public string? LiveOf(string recorded) => _liveOf.GetValueOrDefault(recorded);

    /// <summary>The recorded value that a live one stands for; null when it is not bound.</summary>
    public string? RecordedOf(string live) => _recordedOf.GetValueOrDefault(live);

    /// <summary>The mark of redaction that stands for a live value; null when it is no secret.</summary>
    public string? MarkOf(string live) => _markOf.GetValueOrDefault(live);

    /// <summary>Binds a pair; false when either is bound to something else already.</summary>
    public bool TryBind(string recorded, string live)
    {
        if (_liveOf.TryGetValue(recorded, out string? known))
        {
            return string.Equals(known, live, StringComparison.Ordinal);
        }
        if (RedactedValue.IsMark(recorded))
        {
            _markOf.TryAdd(live, recorded);
        }
        else if (!_recordedOf.TryAdd(live, recorded))
        {
            return false;
        }
        _liveOf[recorded] = live;
        return true;
    }
}

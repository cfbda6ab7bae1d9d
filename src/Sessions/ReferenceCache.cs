using System.Runtime.CompilerServices;

namespace SioProxy.Sessions;

/// <summary>
/// Remembers what was made of objects that come again and again, by their reference: an exchange's headers and target are
/// mostly the very objects of the exchange before. Bounded; the newest of a slot stays. Not thread-safe.
/// </summary>
/// <typeparam name="TKey">What comes again; must not change.</typeparam>
/// <typeparam name="TValue">What was made of it.</typeparam>
public sealed class ReferenceCache<TKey, TValue>
    where TKey : class
{
    private const int Slots = 512;

    private readonly (TKey? Key, TValue Value)[] _slots = new (TKey?, TValue)[Slots];

    /// <summary>What was remembered of this very object.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        ref (TKey? Key, TValue Value) slot = ref Slot(key);
        value = slot.Value;
        return ReferenceEquals(slot.Key, key);
    }

    /// <summary>Remembers it, in place of what shared the slot.</summary>
    public void Set(TKey key, TValue value) => Slot(key) = (key, value);

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(_slots);

    private ref (TKey? Key, TValue Value) Slot(TKey key) => ref _slots[RuntimeHelpers.GetHashCode(key) & (Slots - 1)];
}

using System.Runtime.InteropServices;

namespace SioProxy.Benchmarks.Captures;

/// <summary>What the arguments of an event are about.</summary>
/// <param name="User">The session's user.</param>
/// <param name="AtMillis">The time in milliseconds.</param>
/// <param name="Rarity">What rare thing it holds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventContext(int User, long AtMillis, Rarity Rarity);

using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>Where packets of a <see cref="PacketRun"/> passed: what those of one connection share. See <see cref="CapturedRow"/> for the meanings.</summary>
/// <param name="Connection">The <see cref="ConnectionEntry.Id"/>.</param>
/// <param name="SessionKey">The <see cref="SessionEntry.Key"/>; null while unknown.</param>
/// <param name="Session">The Engine.IO sid; null while unknown.</param>
/// <param name="Client">The client's IP address.</param>
/// <param name="Node">The upstream's URL; null while none was chosen.</param>
/// <param name="Transport">What carried them.</param>
public sealed record PacketOrigin(
    long Connection,
    long? SessionKey,
    string? Session,
    string Client,
    string? Node,
    Transport Transport
);

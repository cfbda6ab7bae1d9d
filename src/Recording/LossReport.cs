using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>What a connection could not queue.</summary>
internal readonly record struct LossReport(
    LostBytes? ClientToServer,
    LostBytes? ServerToClient,
    ConnectionEnd? End,
    long EndAt
);

namespace SioProxy.Endpoints.SocketIo;

/// <summary>What connection state recovery needs: the private session id and the offset of the last event received.</summary>
public sealed record RecoveryState(string Pid, string? Offset);

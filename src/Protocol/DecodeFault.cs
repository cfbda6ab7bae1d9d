namespace SioProxy.Protocol;

/// <summary>Why bytes could not be decoded: a fault is recorded beside the bytes, it is never thrown.</summary>
/// <param name="Code">One of <see cref="FaultCode"/>; stable, for filters and scripts.</param>
/// <param name="Message">One sentence for a person: what was found, and what was expected at which offset.</param>
public sealed record DecodeFault(string Code, string Message);

using SioProxy.Protocol;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>Sees one HTTP exchange, or one WebSocket with the exchange that opened it.</summary>
public interface IExchangeWitness
{
    /// <summary>The response's head is there.</summary>
    void OnResponse(HttpResponseMessage response);

    /// <summary>Bytes of a body, as carried, or of a WebSocket.</summary>
    void OnBytes(Direction direction, ReadOnlySpan<byte> bytes);

    /// <summary>A body passed whole.</summary>
    void OnBodyEnd(Direction direction);

    /// <summary>It is over. May be called more than once.</summary>
    /// <param name="problem">What broke it; null if nothing did.</param>
    void OnEnd(string? problem);
}

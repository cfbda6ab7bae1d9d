namespace SioProxy.Endpoints.EngineIo;

/// <summary>Sees what a client's connections carry, to record it. Must copy, not block and not throw.</summary>
public interface IWireWitness
{
    /// <summary>A request is about to be sent.</summary>
    IExchangeWitness Begin(HttpRequestMessage request, bool isWebSocket);
}

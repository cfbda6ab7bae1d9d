namespace SioProxy.Endpoints.EngineIo;

/// <summary>Something that only one may be doing.</summary>
internal sealed class ExclusiveFlag
{
    private int _taken;

    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Release() => Volatile.Write(ref _taken, 0);
}

namespace SioProxy.Viewer.Sessions;

/// <summary>A time that repeats itself within a second.</summary>
/// <param name="Count">How often, of <paramref name="Of"/>.</param>
internal readonly record struct RepeatedTime(long FromMicros, long ToMicros, int Count, int Of)
{
    public bool Contains(long micros) => micros >= FromMicros && micros <= ToMicros;
}

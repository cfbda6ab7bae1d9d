using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class ReferenceCacheTests
{
    [Fact]
    public void TryGet_TheSameObject_IsWhatWasSet()
    {
        var cache = new ReferenceCache<string, int>();
        string key = new('a', 3);
        Assert.False(cache.TryGet(key, out _));
        cache.Set(key, 7);
        Assert.True(cache.TryGet(key, out int value));
        Assert.Equal(7, value);
    }

    [Fact]
    public void TryGet_AnEqualObject_IsUnknown()
    {
        var cache = new ReferenceCache<string, int>();
        cache.Set(new string('a', 3), 7);
        Assert.False(cache.TryGet(new string('a', 3), out _));
    }

    [Fact]
    public void TryGet_MoreThanThereIsRoomFor_IsNeverAnothersValue()
    {
        var cache = new ReferenceCache<object, object>();
        object[] keys = [.. Enumerable.Range(0, 5000).Select(_ => new object())];
        foreach (object key in keys)
        {
            cache.Set(key, key);
        }
        int known = keys.Count(key => cache.TryGet(key, out object value) && ReferenceEquals(key, value));
        Assert.InRange(known, 1, 512);
        Assert.Equal(known, keys.Count(key => cache.TryGet(key, out _)));
        cache.Clear();
        Assert.DoesNotContain(keys, key => cache.TryGet(key, out _));
    }
}

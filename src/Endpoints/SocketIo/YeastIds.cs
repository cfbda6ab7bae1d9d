namespace SioProxy.Endpoints.SocketIo;

/// <summary>Ids as the package yeast makes them: the time in base 64, with a counter behind it within a millisecond. Not thread-safe.</summary>
public sealed class YeastIds
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    private string _lastId = "";
    private long _sinceLastId;

    /// <summary>The next id.</summary>
    /// <param name="millis">The time, in milliseconds since the Unix epoch.</param>
    public string Next(long millis)
    {
        string now = Encode(millis);
        if (!string.Equals(now, _lastId, StringComparison.Ordinal))
        {
            _lastId = now;
            _sinceLastId = 0;
            return now;
        }
        return now + "." + Encode(_sinceLastId++);
    }

    private static string Encode(long number)
    {
        string text = "";
        do
        {
            text = Alphabet[(int)(number % 64)] + text;
            number /= 64;
        } while (number > 0);
        return text;
    }
}

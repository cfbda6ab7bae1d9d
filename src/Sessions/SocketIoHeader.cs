namespace SioProxy.Sessions;

/// <summary>The part of a text packet before its payload: <c>4</c>, type, <c>n-</c>, <c>/namespace,</c>, id.</summary>
internal static class SocketIoHeader
{
    /// <summary>Where the payload begins in an Engine.IO message of the default parser; its length when there is none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> raw)
    {
        int at = Math.Min(2, raw.Length);
        if (raw.Length > 1 && raw[1] is (byte)'5' or (byte)'6')
        {
            int dash = raw.IndexOf((byte)'-');
            at = dash < 0 ? at : dash + 1;
        }
        if (at < raw.Length && raw[at] == '/')
        {
            int comma = raw[at..].IndexOf((byte)',');
            at = comma < 0 ? raw.Length : at + comma + 1;
        }
        while (at < raw.Length && raw[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }
        return at;
    }
}

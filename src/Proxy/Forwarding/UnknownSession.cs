namespace SioProxy.Proxy.Forwarding;

/// <summary>An Engine.IO server's refusal of a sid that it did not issue.</summary>
internal static class UnknownSession
{
    /// <summary>Whether a 400's body says <c>{"code":1,…}</c>, or the message alone, as a refused upgrade does.</summary>
    public static bool IsSaidBy(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("Session ID unknown"u8) >= 0)
        {
            return true;
        }
        int code = body.IndexOf("\"code\":"u8);
        if (code < 0)
        {
            return false;
        }
        ReadOnlySpan<byte> number = body[(code + "\"code\":".Length)..].TrimStart((byte)' ');
        return number.StartsWith("1"u8) && (number.Length == 1 || number[1] is not (>= (byte)'0' and <= (byte)'9'));
    }
}

using CsCheck;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.WebSockets;

public sealed class WebSocketMaskTests
{
    [Fact]
    public void Apply_AnyLengthOffsetAndKey_IsTheDefinition() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.UInt, Gen.Int[0, 40])
            .Sample(
                (bytes, key, taken) =>
                {
                    // RFC 6455, 5.3: octet i of the result is octet i exclusive-or octet i modulo 4 of the key.
                    byte[] keys = BitConverter.GetBytes(key);
                    byte[] expected = [.. bytes.Select((value, i) => (byte)(value ^ keys[(i + taken) % 4]))];
                    byte[] actual = new byte[bytes.Length];
                    WebSocketMask.Apply(bytes, actual, WebSocketMask.Advance(key, taken));
                    Assert.Equal(expected, actual);
                    WebSocketMask.Apply(actual, actual, WebSocketMask.Advance(key, taken)); // in place, and back
                    Assert.Equal(bytes, actual);
                },
                iter: 5000,
                threads: 1
            );
}

using System.Buffers;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

/// <summary>The short way beside the decoder: the same reading, or none.</summary>
public sealed class PlainPacketTests
{
    private static readonly string[] Parts =
    [
        "2",
        "3",
        "5",
        "0",
        "/",
        "/ns",
        ",",
        "12",
        "007",
        "123456789012345",
        "1234567890123456",
        "-",
        "[",
        "]",
        "\"name\"",
        "\"connect\"",
        "\"a\\\"b\"",
        "\"\"",
        "{\"a\":1}",
        " ",
        "?x=1",
        "1",
    ];

    [Theory]
    [InlineData("2[\"a\",1]", SocketIoPacketType.Event, "", null, "a")]
    [InlineData("2/n,17[\"a\"]", SocketIoPacketType.Event, "/n", 17L, "a")]
    [InlineData("31[\"a\"]", SocketIoPacketType.Ack, "", 1L, "")]
    [InlineData("3/n,0[]", SocketIoPacketType.Ack, "/n", 0L, "")]
    public void TryRead_WhatIsCommon_IsTaken(string data, SocketIoPacketType type, string nsp, long? id, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(data);
        Assert.True(PlainPacket.TryRead(bytes, SocketIoRevision.V5, out PlainPacket packet));
        Assert.Equal(
            (type, nsp, id, name),
            (
                packet.Type,
                Encoding.UTF8.GetString(bytes[packet.Namespace]),
                packet.AckId,
                Encoding.UTF8.GetString(bytes[packet.Event])
            )
        );
    }

    [Fact]
    public void TryRead_OfAnything_ReadsWhatTheDecoderReadsOrNothing()
    {
        var random = new Random(11);
        int taken = 0;
        for (int i = 0; i < 300_000; i++)
        {
            string text = random.Next(2) == 0 ? "2[\"name\"," : "";
            for (int n = random.Next(1, 7); n > 0; n--)
            {
                text += Parts[random.Next(Parts.Length)];
            }
            text += random.Next(2) == 0 ? "]" : "";
            byte[] data = Encoding.UTF8.GetBytes(text);
            SocketIoRevision revision = (i & 1) == 0 ? SocketIoRevision.V5 : SocketIoRevision.V4;
            if (!PlainPacket.TryRead(data, revision, out PlainPacket packet))
            {
                continue;
            }
            taken++;
            OperationStatus status = SocketIoDecoder.Decode(
                data,
                revision,
                out SocketIoPacket decoded,
                out DecodeFault? fault
            );
            Assert.True(status == OperationStatus.Done && fault is null, text);
            string nsp = packet.Namespace.End.Value == 0 ? "/" : Encoding.UTF8.GetString(data[packet.Namespace]);
            string? token = decoded.EventNameToken is { } name ? Encoding.UTF8.GetString(name.Span) : null;
            Assert.Equal(
                (
                    decoded.Type,
                    Encoding.UTF8.GetString(decoded.Namespace.Span),
                    decoded.AckId,
                    decoded.Payload!.Value.Length
                ),
                (packet.Type, nsp, packet.AckId, data.Length - packet.PayloadStart)
            );
            Assert.Equal(
                token,
                packet.Type == SocketIoPacketType.Ack ? null : "\"" + Encoding.UTF8.GetString(data[packet.Event]) + "\""
            );
        }
        Assert.True(taken > 1_000);
    }
}

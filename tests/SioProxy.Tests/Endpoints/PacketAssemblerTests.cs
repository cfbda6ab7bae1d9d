using System.Buffers;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Endpoints;

public sealed class PacketAssemblerTests
{
    // socket.io-protocol 5, "Binary": the header, then as many binary messages as it says.
    private static readonly EnginePacket Header = EnginePacket.Message(
        """52-/admin,7["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"""
    );

    private readonly PacketAssembler _assembler = new(new SocketIoCodec(SocketIoParser.Default, SocketIoRevision.V5));

    [Fact]
    public void Add_HeaderAndAttachments_GivesOneMessage()
    {
        Assert.Equal(OperationStatus.NeedMoreData, Add(Header, out _));
        Assert.Equal(OperationStatus.NeedMoreData, Add(EnginePacket.Binary(new byte[] { 1 }), out _));
        Assert.Equal(OperationStatus.Done, Add(EnginePacket.Binary(new byte[] { 2, 3 }), out SocketIoMessage? message));
        Assert.Equal("/admin", message!.Namespace);
        Assert.Equal(7, message.AckId);
        Assert.Equal("a", message.EventName);
        Assert.Equal(["01", "0203"], message.Attachments.Select(one => Convert.ToHexString(one.Span)));
    }

    [Fact]
    public void Add_TextWhileAttachmentsAreAwaited_IsAFault()
    {
        Add(Header, out _);
        OperationStatus status = _assembler.Add(EnginePacket.Message("2[\"b\"]"), out _, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.AttachmentOrder, fault!.Code);
    }

    [Fact]
    public void Add_BinaryThatNobodyAwaits_IsAFault()
    {
        OperationStatus status = _assembler.Add(EnginePacket.Binary(new byte[] { 1 }), out _, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.AttachmentOrder, fault!.Code);
    }

    [Theory]
    [InlineData(SocketIoParser.Default, SocketIoRevision.V4)]
    [InlineData(SocketIoParser.Default, SocketIoRevision.V5)]
    [InlineData(SocketIoParser.MessagePack, SocketIoRevision.V4)]
    [InlineData(SocketIoParser.MessagePack, SocketIoRevision.V5)]
    public void Add_WhatTheCodecEncoded_GivesItBack(SocketIoParser parser, SocketIoRevision revision)
    {
        var codec = new SocketIoCodec(parser, revision);
        var assembler = new PacketAssembler(codec);
        var arguments = SocketIoArguments.From("x", new byte[] { 1, 2 }, new { deep = new byte[] { 3 } });
        EnginePacket first = codec.Encode(
            SocketIoCodec.Event("/admin", "e", arguments, ackId: 3),
            out IReadOnlyList<EnginePacket>? followers
        );

        OperationStatus status = assembler.Add(first, out SocketIoMessage? message, out _);
        foreach (EnginePacket follower in followers ?? [])
        {
            status = assembler.Add(follower, out message, out _);
        }

        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(("/admin", "e", 3L), (message!.Namespace, message.EventName, message.AckId));
        SocketIoArguments back = SocketIoCodec.EventArguments(message);
        Assert.Equal("x", back.Text(0));
        Assert.Equal([1, 2], back.Binary(1)!.Value.ToArray());
        Assert.Equal(2, message.Attachments.Count);
    }

    private OperationStatus Add(EnginePacket packet, out SocketIoMessage? message) =>
        _assembler.Add(packet, out message, out _);
}

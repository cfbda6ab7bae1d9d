using System.Buffers;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using static SioProxy.Tests.Protocol.WebSockets.WebSocketTranscript;

namespace SioProxy.Tests.Protocol.WebSockets;

public sealed class WebSocketReaderPropertyTests
{
    // Text that repeats itself, as messages do: so that a shared window matters.
    private static readonly Gen<byte[]> GenPayload = Gen.Frequency(
        (1, Gen.Const(Array.Empty<byte>())),
        (6, Gen.Int[97, 100].Select(c => (byte)c).Array[0, 300]),
        (2, Gen.Byte.Array[0, 200]),
        (1, Gen.Select(Gen.Byte, Gen.Int[0, 70_000], (value, length) => Enumerable.Repeat(value, length).ToArray()))
    );

    private static readonly Gen<Message> GenMessage = Gen.Select(
        Gen.Bool,
        GenPayload,
        Gen.Bool,
        Gen.Double[0, 1].Array[0, 4],
        Gen.Int[0, 5],
        (isText, payload, isCompressed, cuts, ping) => new Message(isText, payload, isCompressed, cuts, ping)
    );

    [Fact]
    public void Read_WhatTheWriterWrote_IsTheSame() =>
        Gen.Select(
                GenMessage.Array[0, 12],
                Gen.Bool,
                Gen.Bool,
                Gen.UInt,
                Gen.Select(
                    Gen.Int[1, 20],
                    Gen.Int[1, 5000],
                    Gen.Bool,
                    (small, large, isSmall) => isSmall ? small : large
                )
            )
            .Sample(
                (messages, isClient, noContextTakeover, key, pieceSize) =>
                {
                    (byte[] bytes, List<string> expected) = Encode(messages, isClient ? key : null, noContextTakeover);
                    WebSocketReaderOptions options = (isClient ? Client : Server) with
                    {
                        NoContextTakeover = noContextTakeover,
                    };
                    Assert.Equal(expected, Read(options, Pieces(bytes, pieceSize)));
                    Assert.Equal(expected, ReadSequence(options, Chain(Pieces(bytes, pieceSize + 1))));
                },
                iter: 200,
                threads: 1
            );

    [Fact]
    public void Read_RandomBytes_NeverThrowsNorLoopsAndKeepsToItsLimits() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[1, 64])
            .Sample(
                (bytes, isClient, deflate, noContextTakeover, pieceSize) =>
                    Hammer(
                        (isClient ? Client : Server) with
                        {
                            Deflate = deflate,
                            NoContextTakeover = noContextTakeover,
                        },
                        bytes,
                        pieceSize
                    ),
                iter: 2000,
                threads: 1
            );

    [Fact]
    public void Read_SoundBytesWithOneChanged_NeverThrowsNorLoopsAndKeepsToItsLimits() =>
        Gen.Select(GenMessage.Array[1, 5], Gen.Bool, Gen.Bool, Gen.Int[0, 1_000_000], Gen.Byte, Gen.Int[1, 500])
            .Sample(
                (messages, isClient, noContextTakeover, at, change, pieceSize) =>
                {
                    (byte[] bytes, _) = Encode(messages, isClient ? 0x01020304u : null, noContextTakeover);
                    if (bytes.Length > 0)
                    {
                        bytes[at % Math.Min(bytes.Length, 1000)] ^= change;
                        Hammer(
                            (isClient ? Client : Server) with
                            {
                                NoContextTakeover = noContextTakeover,
                            },
                            bytes,
                            pieceSize
                        );
                    }
                },
                iter: 600,
                threads: 1
            );

    private static void Hammer(WebSocketReaderOptions options, byte[] bytes, int pieceSize)
    {
        const int Max = 100;
        using var reader = new WebSocketReader(options with { MaxMessage = Max, MaxInflated = 1000 });
        int reads = 0;
        bool isLost = false;
        foreach (ReadOnlyMemory<byte> piece in Pieces(bytes, pieceSize))
        {
            ReadOnlyMemory<byte> rest = piece;
            OperationStatus status;
            while ((status = reader.Read(ref rest, 0, out WebSocketItem item)) == OperationStatus.Done)
            {
                Assert.InRange(++reads, 1, bytes.Length); // a frame has two bytes, and may cut short one message
                Assert.InRange(item.Payload.Length, 0, FrameRules.MaxControlPayload);
                Assert.True(
                    item.Payload.Length <= Max || item.Kind is not (WebSocketItemKind.Text or WebSocketItemKind.Binary)
                );
                Assert.True(item.Payload.Length <= item.Length);
            }
            Assert.Equal(status == OperationStatus.InvalidData, reader.Fault is not null);
            Assert.True(rest.IsEmpty || status == OperationStatus.InvalidData);
            Assert.True(status == OperationStatus.InvalidData || !isLost);
            isLost = status == OperationStatus.InvalidData;
            Assert.InRange(reader.Pending.Length, 0, Max);
        }
        if (reader.TryTakeUnfinished(out WebSocketItem unfinished))
        {
            Assert.True(unfinished is { IsTruncated: true, Fault: not null });
        }
    }

    private static (byte[] Bytes, List<string> Items) Encode(Message[] messages, uint? key, bool noContextTakeover)
    {
        using var compressor = new PerMessageDeflateCompressor(noContextTakeover);
        var output = new ArrayBufferWriter<byte>();
        List<string> items = [];
        foreach (Message message in messages)
        {
            byte[] payload = message.Payload;
            if (message.IsCompressed)
            {
                var compressed = new ArrayBufferWriter<byte>();
                compressor.Compress(payload, compressed);
                payload = compressed.WrittenSpan.ToArray();
            }
            int[] cuts = [0, .. message.Cuts.Order().Select(cut => (int)(cut * payload.Length)), payload.Length];
            for (int i = 1; i < cuts.Length; i++)
            {
                WebSocketOpcode opcode = message.IsText ? WebSocketOpcode.Text : WebSocketOpcode.Binary;
                WebSocketFrameWriter.Write(
                    output,
                    i == 1 ? opcode : WebSocketOpcode.Continuation,
                    payload.AsSpan(cuts[i - 1]..cuts[i]),
                    key,
                    isFinal: i == cuts.Length - 1,
                    isCompressed: i == 1 && message.IsCompressed
                );
                if (i == message.PingAfter && i < cuts.Length - 1)
                {
                    WebSocketFrameWriter.Write(output, WebSocketOpcode.Ping, "hi"u8, key);
                    items.Add("ping 6869");
                }
            }
            items.Add(
                Describe(
                    new WebSocketItem
                    {
                        Kind = message.IsText ? WebSocketItemKind.Text : WebSocketItemKind.Binary,
                        Payload = message.Payload,
                        Length = message.Payload.Length,
                        IsCompressed = message.IsCompressed,
                    }
                )
            );
        }
        return (output.WrittenSpan.ToArray(), items);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] bytes, int size)
    {
        for (int at = 0; at < bytes.Length; at += size)
        {
            yield return bytes.AsMemory(at, Math.Min(size, bytes.Length - at));
        }
    }

    private sealed record Message(bool IsText, byte[] Payload, bool IsCompressed, double[] Cuts, int PingAfter);
}

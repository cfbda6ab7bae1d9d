using System.Buffers;
using System.Runtime.CompilerServices;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>The Socket.IO packets of one session of a server, whole, without namespaces' bookkeeping.</summary>
/// <param name="parser">The parser to begin with.</param>
/// <param name="detectsParser">Whether a client of protocol 5 whose first packet is msgpack is answered in msgpack.</param>
public sealed class SocketIoSession(EngineIoServerSession session, SocketIoParser parser, bool detectsParser)
{
    private SocketIoCodec _codec = new(parser, SocketIoRevisions.Of(session.Version));

    public SocketIoParser Parser => _codec.Parser;
    public SocketIoRevision Revision => _codec.Revision;

    /// <summary>The packets of the client, in order, until the session ends or a packet cannot be read.</summary>
    public async IAsyncEnumerable<SocketIoMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        PacketAssembler? assembler = null;
        await foreach (EnginePacket packet in session.ReadAllAsync(cancellationToken))
        {
            assembler ??= new PacketAssembler(Detect(packet));
            OperationStatus status = assembler.Add(packet, out SocketIoMessage? message, out _);
            if (status == OperationStatus.InvalidData)
            {
                yield break;
            }
            if (message is not null)
            {
                yield return message;
            }
        }
    }

    /// <returns>False when the session has ended.</returns>
    public ValueTask<bool> SendAsync(SocketIoMessage message, CancellationToken cancellationToken)
    {
        EnginePacket packet = _codec.Encode(message, out IReadOnlyList<EnginePacket>? followers);
        return session.SendAsync(packet, followers, cancellationToken);
    }

    private SocketIoCodec Detect(EnginePacket first)
    {
        if (
            detectsParser
            && Revision == SocketIoRevision.V5
            && first.IsBinary
            && MessagePackDecoder.LooksLikePacket(first.Data.Span)
        )
        {
            _codec = new SocketIoCodec(SocketIoParser.MessagePack, SocketIoRevision.V5);
        }
        return _codec;
    }
}

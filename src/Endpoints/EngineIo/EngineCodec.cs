using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>The packets of one session to and from bytes, by the session's version.</summary>
internal static class EngineCodec
{
    /// <summary>Writes one WebSocket message.</summary>
    /// <returns>Whether it is a binary one.</returns>
    public static bool EncodeMessage(
        EngineIoVersion version,
        EnginePacket packet,
        bool supportsBinary,
        IBufferWriter<byte> output
    )
    {
        if (packet.IsVerbatim)
        {
            output.Write(packet.Data.Span);
            return packet.IsBinary;
        }
        ReadOnlySpan<byte> data = packet.Data.Span;
        return version == EngineIoVersion.V3
            ? EngineIo3Encoder.EncodeMessage(packet.Type, data, packet.IsBinary, supportsBinary, output)
            : EngineIo4Encoder.EncodeMessage(packet.Type, data, packet.IsBinary, supportsBinary, output);
    }

    /// <summary>Reads one WebSocket message; the packet owns its data if <paramref name="message"/> is the caller's to give away.</summary>
    public static bool TryDecodeMessage(
        EngineIoVersion version,
        ReadOnlyMemory<byte> message,
        bool isBinary,
        out EnginePacket packet
    )
    {
        OperationStatus status = EngineIoDecoder.DecodeMessage(
            version,
            message,
            isBinary,
            out EngineIoPacket read,
            out _
        );
        packet = new EnginePacket(read.Type, read.Data, read.IsBinary);
        return status == OperationStatus.Done;
    }

    /// <summary>Writes a polling body.</summary>
    /// <returns>Whether it is application/octet-stream.</returns>
    public static bool EncodePayload(
        EngineIoVersion version,
        List<EnginePacket> packets,
        bool supportsBinary,
        IBufferWriter<byte> output
    )
    {
        if (packets.Exists(static packet => packet.IsVerbatim))
        {
            EncodeVerbatim(version, packets, output);
            return false;
        }
        var converted = new EngineIoPacket[packets.Count];
        for (int i = 0; i < converted.Length; i++)
        {
            EnginePacket packet = packets[i];
            converted[i] = new EngineIoPacket
            {
                Type = packet.Type,
                Version = version,
                IsBinary = packet.IsBinary,
                Data = packet.Data,
                Raw = default,
            };
        }
        if (version == EngineIoVersion.V3)
        {
            return EngineIo3Encoder.EncodePayload(converted, supportsBinary, output);
        }
        EngineIo4Encoder.EncodePayload(converted, output);
        return false;
    }

    /// <summary>Reads a polling body, up to what is wrong with it.</summary>
    /// <returns>False when something is, or when it is empty.</returns>
    public static bool TryDecodePayload(
        EngineIoVersion version,
        ReadOnlyMemory<byte> body,
        bool isBinaryBody,
        List<EnginePacket> packets
    )
    {
        if (body.IsEmpty)
        {
            return false;
        }
        while (true)
        {
            OperationStatus status = EngineIoDecoder.ReadPayload(
                version,
                ref body,
                isBinaryBody,
                out EngineIoPacket packet,
                out _
            );
            if (status != OperationStatus.Done)
            {
                return status == OperationStatus.NeedMoreData;
            }
            packets.Add(new EnginePacket(packet.Type, packet.Data, packet.IsBinary));
        }
    }

    // Packets that are to go as they were are joined as text: what is no text is put into its base64 form.
    private static void EncodeVerbatim(EngineIoVersion version, List<EnginePacket> packets, IBufferWriter<byte> output)
    {
        var scratch = new ArrayBufferWriter<byte>();
        bool first = true;
        foreach (EnginePacket packet in packets)
        {
            scratch.ResetWrittenCount();
            EnginePacket text = packet;
            if (packet is { IsVerbatim: true, IsBinary: true })
            {
                _ = TryDecodeMessage(version, packet.Data, isBinary: true, out text);
            }
            EncodeMessage(version, text, supportsBinary: false, scratch);
            if (version == EngineIoVersion.V3)
            {
                int units = Encoding.UTF8.GetCharCount(scratch.WrittenSpan);
                output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{units}:")));
            }
            else if (!first)
            {
                output.Write([(byte)0x1e]);
            }
            output.Write(scratch.WrittenSpan);
            first = false;
        }
    }
}

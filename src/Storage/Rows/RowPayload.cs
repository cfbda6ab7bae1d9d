using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Rows;

/// <summary>
/// What of a row is not a plain column, as one record: parts by <see cref="PayloadParts"/>, then the raw packet, message or
/// body to the record's end.
/// </summary>
internal sealed class RowPayload
{
    /// <summary>Of a row read without its payload.</summary>
    public static readonly RowPayload Empty = new();

    private const int Large = 256 * 1024;

    public string? Sid { get; private set; }

    public IReadOnlyList<string> Redacted { get; private set; } = [];

    public string? FaultMessage { get; private set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; private set; } = [];

    public string? RecoveryOffset { get; private set; }

    public string? NamespaceQuery { get; private set; }

    public string Text1 { get; private set; } = string.Empty;

    public string? Text2 { get; private set; }

    public long? Number1 { get; private set; }

    public long? Number2 { get; private set; }

    public long? Number3 { get; private set; }

    public long? Number4 { get; private set; }

    public ReadOnlyMemory<byte> Raw { get; private set; }

    /// <summary>Whether a row's record is so long that it should not be copied.</summary>
    public static bool IsLarge(CapturedRow row)
    {
        long length = RawOf(row).Length;
        if (row is CapturedPacket packet)
        {
            for (int i = 0; i < packet.Attachments.Count; i++)
            {
                length += packet.Attachments[i].Length;
            }
        }
        return length > Large;
    }

    /// <param name="looseSid">The sid, where no session of the capture has it.</param>
    public static void Write(IBufferWriter<byte> output, CapturedRow row, string? looseSid)
    {
        var packet = row as CapturedPacket;
        string? faultMessage = packet is null ? (row as CapturedMessage)?.Fault?.Message : packet.Fault?.Message;
        PayloadParts parts =
            (looseSid is null ? PayloadParts.None : PayloadParts.Sid)
            | (row.Redacted.Count == 0 ? PayloadParts.None : PayloadParts.Redacted)
            | (faultMessage is null ? PayloadParts.None : PayloadParts.FaultMessage)
            | (row is CapturedHttp or CapturedClose or CapturedGap ? PayloadParts.Fields : PayloadParts.None);
        if (packet is not null)
        {
            parts |=
                (packet.Attachments.Count == 0 ? PayloadParts.None : PayloadParts.Attachments)
                | (packet.RecoveryOffset is null ? PayloadParts.None : PayloadParts.RecoveryOffset)
                | (packet.NamespaceQuery is null ? PayloadParts.None : PayloadParts.NamespaceQuery);
        }
        output.Byte((byte)parts);
        if (parts != PayloadParts.None)
        {
            WriteParts(output, row, looseSid, faultMessage);
        }
        output.Write(RawOf(row).Span);
    }

    /// <summary>Writes what comes before the raw bytes of a row that has nothing else.</summary>
    public static void WriteHead(IBufferWriter<byte> output, string? looseSid)
    {
        output.Byte((byte)(looseSid is null ? PayloadParts.None : PayloadParts.Sid));
        if (looseSid is not null)
        {
            output.Text(looseSid);
        }
    }

    /// <returns>False when the bytes are no such record.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> record, out RowPayload payload)
    {
        payload = new RowPayload();
        var reader = new RecordReader(record);
        var parts = (PayloadParts)reader.Byte();
        if (parts != PayloadParts.None)
        {
            payload.ReadParts(ref reader, parts);
        }
        payload.Raw = reader.Rest();
        return !reader.Failed && (parts & (PayloadParts)0x80) == PayloadParts.None;
    }

    /// <summary>Where the raw packet, message or body begins in a record, without making anything of what is before it.</summary>
    /// <returns>False when the bytes are no such record, or have fields.</returns>
    public static bool TryFindRaw(ReadOnlyMemory<byte> record, out int start)
    {
        var reader = new RecordReader(record);
        var parts = (PayloadParts)reader.Byte();
        if ((parts & PayloadParts.Sid) != PayloadParts.None)
        {
            reader.SkipText();
        }
        if ((parts & PayloadParts.Redacted) != PayloadParts.None)
        {
            for (int left = reader.Count(); left > 0; left--)
            {
                reader.SkipText();
            }
        }
        if ((parts & PayloadParts.FaultMessage) != PayloadParts.None)
        {
            reader.SkipText();
        }
        if ((parts & PayloadParts.Attachments) != PayloadParts.None)
        {
            for (int left = reader.Count(); left > 0; left--)
            {
                _ = reader.Bytes();
            }
        }
        if ((parts & PayloadParts.RecoveryOffset) != PayloadParts.None)
        {
            reader.SkipText();
        }
        if ((parts & PayloadParts.NamespaceQuery) != PayloadParts.None)
        {
            reader.SkipText();
        }
        start = record.Length - reader.Remaining;
        return !reader.Failed && parts < PayloadParts.Fields;
    }

    private static ReadOnlyMemory<byte> RawOf(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => packet.Raw,
            CapturedMessage message => message.Data,
            CapturedHttp http => http.Body,
            _ => default,
        };

    private static void WriteParts(IBufferWriter<byte> output, CapturedRow row, string? looseSid, string? faultMessage)
    {
        if (looseSid is not null)
        {
            output.Text(looseSid);
        }
        if (row.Redacted.Count > 0)
        {
            output.Unsigned((ulong)row.Redacted.Count);
            foreach (string path in row.Redacted)
            {
                output.Text(path);
            }
        }
        if (faultMessage is not null)
        {
            output.Text(faultMessage);
        }
        switch (row)
        {
            case CapturedPacket packet:
                WritePacketParts(output, packet);
                break;
            case CapturedHttp http:
                WriteFields(output, http.Method, http.Path, http.Status, null, null, null);
                break;
            case CapturedClose close:
                WriteFields(output, string.Empty, close.Reason, (long)close.By, (long)close.How, close.Code, null);
                break;
            case CapturedGap gap:
                WriteFields(output, gap.Why, null, gap.Bytes, gap.Packets, gap.FromMicros, gap.ToMicros);
                break;
        }
    }

    private static void WritePacketParts(IBufferWriter<byte> output, CapturedPacket packet)
    {
        if (packet.Attachments.Count > 0)
        {
            output.Unsigned((ulong)packet.Attachments.Count);
            foreach (ReadOnlyMemory<byte> attachment in packet.Attachments)
            {
                output.Bytes(attachment.Span);
            }
        }
        if (packet.RecoveryOffset is not null)
        {
            output.Text(packet.RecoveryOffset);
        }
        if (packet.NamespaceQuery is not null)
        {
            output.Text(packet.NamespaceQuery);
        }
    }

    private static void WriteFields(
        IBufferWriter<byte> output,
        string text1,
        string? text2,
        long? number1,
        long? number2,
        long? number3,
        long? number4
    )
    {
        output.Text(text1);
        output.OptionalText(text2);
        output.Optional(number1);
        output.Optional(number2);
        output.Optional(number3);
        output.Optional(number4);
    }

    private void ReadParts(ref RecordReader reader, PayloadParts parts)
    {
        if ((parts & PayloadParts.Sid) != PayloadParts.None)
        {
            Sid = reader.Text();
        }
        if ((parts & PayloadParts.Redacted) != PayloadParts.None)
        {
            var redacted = new string[reader.Count()];
            for (int i = 0; i < redacted.Length; i++)
            {
                redacted[i] = reader.Text();
            }
            Redacted = redacted;
        }
        if ((parts & PayloadParts.FaultMessage) != PayloadParts.None)
        {
            FaultMessage = reader.Text();
        }
        if ((parts & PayloadParts.Attachments) != PayloadParts.None)
        {
            var attachments = new ReadOnlyMemory<byte>[reader.Count()];
            for (int i = 0; i < attachments.Length; i++)
            {
                attachments[i] = reader.Bytes();
            }
            Attachments = attachments;
        }
        RecoveryOffset = (parts & PayloadParts.RecoveryOffset) != PayloadParts.None ? reader.Text() : null;
        NamespaceQuery = (parts & PayloadParts.NamespaceQuery) != PayloadParts.None ? reader.Text() : null;
        if ((parts & PayloadParts.Fields) != PayloadParts.None)
        {
            Text1 = reader.Text();
            Text2 = reader.OptionalText();
            Number1 = reader.Optional();
            Number2 = reader.Optional();
            Number3 = reader.Optional();
            Number4 = reader.Optional();
        }
    }
}

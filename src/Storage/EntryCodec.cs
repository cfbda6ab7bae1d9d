using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;

namespace SioProxy.Storage;

/// <summary>A capture entry as bytes, versioned: what the spill log consists of.</summary>
public static class EntryCodec
{
    private const byte Version = 1;
    private const byte Connection = 0x10;
    private const byte Session = 0x11;
    private const byte Run = 0x12;

    [ThreadStatic]
    private static RunCodec? _runs;

    /// <summary>Writes an entry, whole.</summary>
    public static void Write(IBufferWriter<byte> output, CaptureEntry entry)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Byte(Version);
        switch (entry)
        {
            case CapturedRow row:
                output.Byte((byte)row.Kind);
                WriteRow(output, row);
                break;
            case PacketRun run:
                output.Byte(Run);
                (_runs ??= new RunCodec()).Write(output, run);
                break;
            case ConnectionEntry connection:
                output.Byte(Connection);
                WriteConnection(output, connection);
                break;
            case SessionEntry session:
                output.Byte(Session);
                WriteSession(output, session);
                break;
            default:
                throw new ArgumentException("an entry of an unknown kind", nameof(entry));
        }
    }

    /// <summary>Reads an entry that fills <paramref name="bytes"/>. Its memories are views of them.</summary>
    /// <returns>Done, or InvalidData when the bytes are no entry (or a newer version's).</returns>
    public static OperationStatus Read(ReadOnlyMemory<byte> bytes, out CaptureEntry? entry)
    {
        var reader = new RecordReader(bytes);
        entry = null;
        if (reader.Byte() != Version)
        {
            return OperationStatus.InvalidData;
        }
        byte tag = reader.Byte();
        CaptureEntry? read = tag switch
        {
            <= (byte)RowKind.Gap => ReadRow(ref reader, (RowKind)tag),
            Connection => ReadConnection(ref reader),
            Session => ReadSession(ref reader),
            Run => RunCodec.Read(ref reader),
            _ => null,
        };
        if (read is null || reader.Failed || reader.Remaining > 0)
        {
            return OperationStatus.InvalidData;
        }
        entry = read;
        return OperationStatus.Done;
    }

    private static void WriteRow(IBufferWriter<byte> output, CapturedRow row)
    {
        RowColumns columns = RowColumns.Of(row);
        output.Signed(columns.Id);
        output.Signed(columns.AtMicros);
        output.Signed(columns.Connection);
        output.Optional(columns.SessionKey);
        output.Text(columns.Client);
        output.OptionalText(columns.Node);
        output.Signed(columns.Direction);
        output.Signed(columns.Transport);
        output.Signed(columns.Version);
        output.Signed(columns.EngineType);
        output.Signed(columns.SocketType);
        output.Signed(columns.Parser);
        output.OptionalText(columns.Namespace);
        output.OptionalText(columns.Event);
        output.Optional(columns.AckId);
        output.Optional(columns.AckOf);
        output.Optional(columns.LatencyMicros);
        output.Optional(columns.Size);
        output.OptionalText(columns.FaultCode);
        output.Unsigned((ulong)columns.Flags);
        RowPayload.Write(output, row, row.Session);
    }

    private static CapturedRow? ReadRow(ref RecordReader reader, RowKind kind)
    {
        var columns = new RowColumns
        {
            Kind = kind,
            Id = reader.Signed(),
            AtMicros = reader.Signed(),
            Connection = reader.Signed(),
            SessionKey = reader.Optional(),
            Client = reader.Text(),
            Node = reader.OptionalText(),
            Direction = (int)reader.Signed(),
            Transport = (int)reader.Signed(),
            Version = (int)reader.Signed(),
            EngineType = (int)reader.Signed(),
            SocketType = (int)reader.Signed(),
            Parser = (int)reader.Signed(),
            Namespace = reader.OptionalText(),
            Event = reader.OptionalText(),
            AckId = reader.Optional(),
            AckOf = reader.Optional(),
            LatencyMicros = reader.Optional(),
            Size = reader.Optional(),
            FaultCode = reader.OptionalText(),
            Flags = (RowFlags)reader.Unsigned(),
        };
        return RowPayload.TryRead(reader.Rest(), out RowPayload payload) && !reader.Failed
            ? columns.ToRow(payload, payload.Sid, null)
            : null;
    }

    private static void WriteConnection(IBufferWriter<byte> output, ConnectionEntry connection)
    {
        output.Signed(connection.Id);
        output.Signed(connection.OpenedAtMicros);
        output.Text(connection.Client);
        output.OptionalText(connection.Node);
        output.Optional((long?)connection.Transport);
        output.Optional(connection.SessionKey);
        output.Text(connection.Method);
        output.Text(connection.Target);
        output.Text(connection.HttpVersion);
        WriteHeaders(output, connection.RequestHeaders);
        output.Optional(connection.Status);
        WriteHeaders(output, connection.ResponseHeaders);
        output.Optional(connection.EndedAtMicros);
    }

    private static ConnectionEntry ReadConnection(ref RecordReader reader) =>
        new()
        {
            Id = reader.Signed(),
            OpenedAtMicros = reader.Signed(),
            Client = reader.Text(),
            Node = reader.OptionalText(),
            Transport = (Transport?)reader.Optional(),
            SessionKey = reader.Optional(),
            Method = reader.Text(),
            Target = reader.Text(),
            HttpVersion = reader.Text(),
            RequestHeaders = ReadHeaders(ref reader),
            Status = (int?)reader.Optional(),
            ResponseHeaders = ReadHeaders(ref reader),
            EndedAtMicros = reader.Optional(),
        };

    private static void WriteHeaders(IBufferWriter<byte> output, IReadOnlyList<HttpHeader> headers)
    {
        output.Unsigned((ulong)headers.Count);
        foreach (HttpHeader header in headers)
        {
            output.Text(header.Name);
            output.Text(header.Value);
        }
    }

    private static HttpHeader[] ReadHeaders(ref RecordReader reader)
    {
        var headers = new HttpHeader[reader.Count()];
        for (int i = 0; i < headers.Length; i++)
        {
            headers[i] = new HttpHeader(reader.Text(), reader.Text());
        }
        return headers;
    }

    private static void WriteSession(IBufferWriter<byte> output, SessionEntry session)
    {
        output.Signed(session.Key);
        output.Text(session.Sid);
        output.Byte((byte)session.Version);
        output.Optional(session.ClaimedVersion);
        output.Text(session.Client);
        output.OptionalText(session.Node);
        output.Text(session.Path);
        output.Signed(session.OpenedAtMicros);
        output.Byte((byte)session.FirstTransport);
        output.Optional(session.UpgradedAtMicros);
        output.Optional(session.PingIntervalMillis);
        output.Optional(session.PingTimeoutMillis);
        output.Optional(session.MaxPayload);
        output.Signed(session.LastAtMicros);
        output.Optional(session.EndedAtMicros);
        output.Optional((long?)session.EndedBy);
        output.OptionalText(session.EndReason);
        output.Signed(session.ClientPackets);
        output.Signed(session.ServerPackets);
        output.Signed(session.ClientBytes);
        output.Signed(session.ServerBytes);
        output.Optional(session.Heartbeat?.Count);
        output.Signed(session.Heartbeat?.MinMicros ?? 0);
        output.Signed(session.Heartbeat?.LastMicros ?? 0);
        output.Signed(session.Heartbeat?.MaxMicros ?? 0);
    }

    private static SessionEntry ReadSession(ref RecordReader reader) =>
        new()
        {
            Key = reader.Signed(),
            Sid = reader.Text(),
            Version = (EngineIoVersion)reader.Byte(),
            ClaimedVersion = (int?)reader.Optional(),
            Client = reader.Text(),
            Node = reader.OptionalText(),
            Path = reader.Text(),
            OpenedAtMicros = reader.Signed(),
            FirstTransport = (Transport)reader.Byte(),
            UpgradedAtMicros = reader.Optional(),
            PingIntervalMillis = (int?)reader.Optional(),
            PingTimeoutMillis = (int?)reader.Optional(),
            MaxPayload = reader.Optional(),
            LastAtMicros = reader.Signed(),
            EndedAtMicros = reader.Optional(),
            EndedBy = (ClosedBy?)reader.Optional(),
            EndReason = reader.OptionalText(),
            ClientPackets = reader.Signed(),
            ServerPackets = reader.Signed(),
            ClientBytes = reader.Signed(),
            ServerBytes = reader.Signed(),
            Heartbeat = ReadHeartbeat(ref reader),
        };

    private static HeartbeatTimes? ReadHeartbeat(ref RecordReader reader)
    {
        long? count = reader.Optional();
        var times = new HeartbeatTimes(count ?? 0, reader.Signed(), reader.Signed(), reader.Signed());
        return count is null ? null : times;
    }
}

using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Plan;
using SioProxy.Sessions;

namespace SioProxy.Tests.Replay;

/// <summary>Writes a captured session down in wire text: <c>C 42["chat",1]</c> is the client's, <c>S 43…</c> the server's.</summary>
internal sealed class Script
{
    public const long Begin = 1_795_000_000_000_000;
    private readonly List<SessionEntry> _sessions = [];
    private readonly List<ConnectionEntry> _requests = [];
    private readonly List<CapturedRow> _rows = [];
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private long _at = Begin;
    private int _current;

    public Script Session(string client = "127.0.0.1", string sid = "s", EngineIoVersion version = EngineIoVersion.V4)
    {
        End();
        _sessions.Add(
            new SessionEntry
            {
                Key = _sessions.Count + 1,
                Sid = sid,
                Version = version,
                Client = client,
                Path = "/socket.io/",
                OpenedAtMicros = _at,
                FirstTransport = Transport.WebSocket,
                LastAtMicros = _at,
            }
        );
        _current = _sessions.Count;
        return this;
    }

    /// <summary>A handshake is refused over HTTP.</summary>
    public Script Refuse(int status, string body, string query = "&transport=polling", string? cookie = null)
    {
        _at += 1000;
        long id = 1000 + _rows.Count;
        string target = "/socket.io/?EIO=4" + query;
        _requests.Add(
            new ConnectionEntry
            {
                Id = id,
                OpenedAtMicros = _at,
                Client = "127.0.0.1",
                Method = "GET",
                Target = target,
                HttpVersion = "1.1",
                RequestHeaders = cookie is null ? [] : [new("Cookie", cookie)],
                Status = status,
            }
        );
        _rows.Add(
            new CapturedHttp
            {
                Id = _rows.Count + 1,
                AtMicros = _at,
                Connection = id,
                Client = "127.0.0.1",
                Method = "GET",
                Path = target,
                Status = status,
                Body = Encoding.UTF8.GetBytes(body),
            }
        );
        return this;
    }

    /// <summary>Goes on with an earlier session, by its number from 1; it has not ended then.</summary>
    public Script On(int session)
    {
        _current = session;
        return this;
    }

    /// <summary>Nothing is said for so long.</summary>
    public Script Pause(long millis)
    {
        _at += millis * 1000;
        return this;
    }

    public Script End(ClosedBy by = ClosedBy.Client)
    {
        if (_sessions is [.., { EndedAtMicros: null } last])
        {
            _sessions[^1] = new SessionEntry
            {
                Key = last.Key,
                Sid = last.Sid,
                Version = last.Version,
                Client = last.Client,
                Path = last.Path,
                OpenedAtMicros = last.OpenedAtMicros,
                FirstTransport = last.FirstTransport,
                LastAtMicros = _at,
                EndedAtMicros = _at,
                EndedBy = by,
                EndReason = "transport close",
            };
        }
        return this;
    }

    public Script Say(params string[] lines)
    {
        foreach (string line in lines)
        {
            _at += 1000;
            Add(line[0] == 'C' ? Direction.ClientToServer : Direction.ServerToClient, line[2..]);
        }
        return this;
    }

    /// <summary>Goes on in a session, from 1, that was begun before.</summary>
    public Script SayIn(int session, params string[] lines)
    {
        int former = _current;
        On(session).Say(lines);
        return On(former);
    }

    /// <summary>The same as entries of a capture.</summary>
    public IReadOnlyList<CaptureEntry> Entries =>
        [
            new ConnectionEntry
            {
                Id = 1,
                OpenedAtMicros = Begin,
                Client = "127.0.0.1",
                SessionKey = 1,
                Method = "GET",
                Target = "/socket.io/?EIO=4&transport=websocket",
                HttpVersion = "1.1",
                RequestHeaders = [],
            },
            .. _sessions,
            .. _rows,
        ];

    public ReplayPlan Plan()
    {
        var builder = new PlanBuilder();
        _sessions.ForEach(session => builder.AddSession(session, null));
        _requests.ForEach(builder.AddRequest);
        _rows.ForEach(builder.AddRow);
        return builder.Build();
    }

    private void Add(Direction from, string wire)
    {
        byte[] raw = Encoding.UTF8.GetBytes(wire);
        Assert.Equal(
            System.Buffers.OperationStatus.Done,
            SocketIoDecoder.Decode(raw.AsMemory(1), SocketIoRevision.V5, out SocketIoPacket packet, out _)
        );
        string space = Encoding.UTF8.GetString(packet.Namespace.Span);
        string ask = string.Create(CultureInfo.InvariantCulture, $"{_current} {space} {packet.AckId}");
        bool isAck = packet.Type is SocketIoPacketType.Ack;
        _rows.Add(
            new CapturedPacket
            {
                Id = _rows.Count + 1,
                AtMicros = _at,
                Connection = 1,
                SessionKey = _current,
                Session = _sessions[_current - 1].Sid,
                Client = _sessions[_current - 1].Client,
                Direction = from,
                Transport = Transport.WebSocket,
                Version = EngineIoVersion.V4,
                EngineType = EngineIoPacketType.Message,
                Type = packet.Type,
                Namespace = space,
                EventName = packet.EventNameToken is { } name ? Encoding.UTF8.GetString(name.Span).Trim('"') : null,
                AckId = packet.AckId,
                AckOf =
                    isAck && _asked.TryGetValue((from == Direction.ServerToClient ? "C" : "S") + ask, out long asked)
                        ? asked
                        : null,
                Size = raw.Length,
                Raw = raw,
            }
        );
        if (!isAck && packet.AckId is not null)
        {
            _asked[(from == Direction.ClientToServer ? "C" : "S") + ask] = _rows.Count;
        }
    }
}

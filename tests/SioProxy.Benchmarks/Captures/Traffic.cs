using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Captures;

/// <summary>
/// Makes the rows of a busy Socket.IO application, the same ones for the same seed: sessions that open, upgrade, talk in
/// several namespaces and end; acks, heartbeats, attachments; now and then a fault, a gap, a refused exchange. What is
/// rare in it is told by <see cref="Rarity"/>.
/// </summary>
internal sealed class Traffic
{
    private const int LiveSessions = 200;
    private const int PacketsPerSession = 4000;

    private readonly Random _random;
    private readonly JsonBuffer _json;
    private readonly List<TrafficSession> _live = [];
    private readonly List<CaptureEntry> _entries = [];
    private readonly EventShape[] _deck =
    [
        .. EventShapes.All.SelectMany(shape => Enumerable.Repeat(shape, shape.Weight)),
    ];
    private readonly long _single;
    private readonly double _meanStep;
    private long _at;
    private long _nextId;
    private long _nextConnection;
    private long _nextSession;

    /// <param name="next">The first ids that are free: row, connection, session.</param>
    /// <param name="start">When it begins, in microseconds since the Unix epoch.</param>
    /// <param name="perSecond">Packets per second, on average.</param>
    /// <param name="single">The row that is the only one of its event; 0: none.</param>
    public Traffic(int seed, (long Row, long Connection, long Session) next, long start, double perSecond, long single)
    {
        _random = new Random(seed);
        _json = new JsonBuffer(_random);
        (_nextId, _nextConnection, _nextSession) = next;
        _at = start;
        _meanStep = 1_000_000 / perSecond;
        _single = single;
    }

    /// <summary>The id that the next row will have.</summary>
    public long NextId => _nextId;

    /// <summary>The next entries, with this many rows (a few more where a session opens or ends).</summary>
    public List<CaptureEntry> Next(int rows)
    {
        var batch = new List<CaptureEntry>(rows + 64);
        long end = _nextId + rows;
        while (_nextId < end)
        {
            Step();
            batch.AddRange(_entries);
            _entries.Clear();
        }
        return batch;
    }

    /// <summary>What is known at last of the sessions that are still open.</summary>
    public List<CaptureEntry> Rest() => [.. _live.Select(session => session.ToEntry(isEnded: false))];

    private void Step()
    {
        _at += (long)(-Math.Log(1 - _random.NextDouble()) * _meanStep) + 1;
        if (_live.Count < LiveSessions && (_live.Count == 0 || _random.Next(20) == 0))
        {
            Open();
            return;
        }
        double skewed = _random.NextDouble(); // some talk more than others
        TrafficSession session = _live[(int)(skewed * skewed * _live.Count)];
        if (session.Left-- <= 0)
        {
            _entries.Add(session.Close(_nextId++, _at));
            _entries.Add(session.ToEntry(isEnded: true));
            _ = _live.Remove(session);
            return;
        }
        if (session.Step < Opening.Count)
        {
            _entries.Add(Opening.Packet(session, _nextId++, _at));
            return;
        }
        Talk(session);
    }

    private void Open()
    {
        var session = new TrafficSession(
            _nextSession++,
            _nextConnection,
            _random.Next(10) == 0 ? EngineIoVersion.V3 : EngineIoVersion.V4,
            _random.Next(100_000),
            (int)(-Math.Log(1 - _random.NextDouble()) * PacketsPerSession) + 20
        );
        _nextConnection += 2;
        _entries.AddRange(session.Connections(_at));
        CapturedPacket open = Opening.Packet(session, _nextId++, _at);
        _entries.Add(session.ToEntry(isEnded: false));
        _entries.Add(open);
        _live.Add(session);
    }

    private void Talk(TrafficSession session)
    {
        int dice = _random.Next(1_000_000);
        if (_nextId == _single)
        {
            Say(session, EventShapes.ReactorMeltdown, Rarity.Single);
        }
        else if (dice < 3010)
        {
            SayRare(session, dice);
        }
        else if (dice < 3070)
        {
            Mishap(session, dice);
        }
        else if (session.IsPinged || dice < 30_000)
        {
            Beat(session);
        }
        else if (session.Asked.Count > 0 && _random.Next(4) > 0)
        {
            Answer(session);
        }
        else
        {
            Say(session, _deck[_random.Next(_deck.Length)], Rarity.None);
        }
    }

    private void SayRare(TrafficSession session, int dice)
    {
        (EventShape shape, Rarity rarity) = dice switch
        {
            < 1000 => (EventShapes.Chat, Rarity.Word),
            < 2000 => (EventShapes.Chat, Rarity.Room),
            < 3000 => (EventShapes.OrderFailed, Rarity.Event),
            _ => (EventShapes.AccountLocked, Rarity.Locked),
        };
        Say(session, shape, rarity);
    }

    private void Beat(TrafficSession session)
    {
        bool isServer = session.IsPinged == (session.Version == EngineIoVersion.V3);
        EngineIoPacketType type = session.IsPinged ? EngineIoPacketType.Pong : EngineIoPacketType.Ping;
        session.IsPinged = !session.IsPinged;
        _entries.Add(
            session.Packet(
                _nextId++,
                _at,
                isServer ? Direction.ServerToClient : Direction.ClientToServer,
                type,
                session.IsPinged ? "2"u8.ToArray() : "3"u8.ToArray()
            )
        );
    }

    private void Answer(TrafficSession session)
    {
        (CapturedPacket asked, bool isBinary) = session.Asked.Dequeue();
        if (_random.Next(200) == 0)
        {
            return; // nobody answers this one
        }
        _json.Clear();
        byte[]? attachment = isBinary && _random.Next(3) == 0 ? Attachment() : null;
        _json.Raw(attachment is null ? "43"u8 : "461-"u8);
        Namespace(asked.Namespace!);
        _json.Number(asked.AckId ?? 0);
        _ = attachment is null
            ? _json.Raw("[{\"status\":\"ok\",\"seq\":"u8).Number(asked.Id).Raw("}]"u8)
            : _json.Raw("[{\"_placeholder\":true,\"num\":0}]"u8);
        long latency = _at - asked.AtMicros;
        _entries.Add(
            session.Packet(
                _nextId++,
                _at,
                (Direction)(1 - (int)asked.Direction),
                EngineIoPacketType.Message,
                _json.ToArray(),
                (
                    attachment is null ? SocketIoPacketType.Ack : SocketIoPacketType.BinaryAck,
                    asked.Namespace!,
                    null,
                    asked.AckId
                ),
                attachment: attachment,
                answers: (asked.Id, latency)
            )
        );
    }

    private void Say(TrafficSession session, EventShape shape, Rarity rarity)
    {
        Direction direction = shape.From ?? (Direction)_random.Next(2);
        long? ack = shape.Asks > 0 && _random.NextDouble() < shape.Asks ? session.NextAck++ : null;
        _json.Clear();
        _json.Raw(shape.IsBinary ? "451-"u8 : "42"u8);
        Namespace(shape.Namespace);
        if (ack is { } number)
        {
            _json.Number(number);
        }
        _json.Raw("[\""u8).Raw(Encoding.UTF8.GetBytes(shape.Name)).Raw("\""u8);
        shape.Write(_json, _random, new EventContext(session.User, _at / 1000, rarity));
        _json.Raw(shape.IsBinary ? ",{\"_placeholder\":true,\"num\":0}]"u8 : "]"u8);
        CapturedPacket packet = session.Packet(
            _nextId++,
            _at,
            direction,
            EngineIoPacketType.Message,
            _json.ToArray(),
            (
                shape.IsBinary ? SocketIoPacketType.BinaryEvent : SocketIoPacketType.Event,
                shape.Namespace,
                shape.Name,
                ack
            ),
            attachment: shape.IsBinary ? Attachment() : null
        );
        _entries.Add(packet);
        if (ack is not null)
        {
            session.Asked.Enqueue((packet, shape.IsBinary));
        }
    }

    private void Mishap(TrafficSession session, int dice)
    {
        if (dice < 3050)
        {
            _entries.Add(
                session.Packet(
                    _nextId++,
                    _at,
                    Direction.ClientToServer,
                    EngineIoPacketType.Message,
                    "42[\"chat_message\",{\"text\":\"cut"u8.ToArray(),
                    (SocketIoPacketType.Event, "/", null, null),
                    new DecodeFault(FaultCode.SocketIoPayload, "the JSON ends within a string")
                )
            );
        }
        else if (dice < 3069)
        {
            _entries.Add(
                new CapturedHttp
                {
                    Id = _nextId++,
                    AtMicros = _at,
                    Connection = session.Connection,
                    Client = session.Client,
                    Node = session.Node,
                    Method = "GET",
                    Path = string.Create(
                        CultureInfo.InvariantCulture,
                        $"/socket.io/?EIO=4&transport=polling&sid=gone{_random.Next(1000)}"
                    ),
                    Status = 400,
                    Body = "{\"code\":1,\"message\":\"Session ID unknown\"}"u8.ToArray(),
                }
            );
        }
        else
        {
            _entries.Add(
                new CapturedGap
                {
                    Id = _nextId++,
                    AtMicros = _at,
                    Connection = session.Connection + 1,
                    SessionKey = session.Key,
                    Session = session.Sid,
                    Client = session.Client,
                    Node = session.Node,
                    Direction = Direction.ServerToClient,
                    Bytes = 70_000,
                    Packets = 3,
                    FromMicros = _at - 1000,
                    ToMicros = _at,
                    Why = "the recorder could not keep up",
                }
            );
        }
    }

    private void Namespace(string name)
    {
        if (name.Length > 1)
        {
            _json.Raw(Encoding.UTF8.GetBytes(name)).Raw(","u8);
        }
    }

    private byte[] Attachment()
    {
        byte[] bytes = new byte[_random.Next(50, 1500)];
        _random.NextBytes(bytes);
        return bytes;
    }
}

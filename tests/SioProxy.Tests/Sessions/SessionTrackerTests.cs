using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;
using static SioProxy.Tests.Sessions.SocketIoShapes;

namespace SioProxy.Tests.Sessions;

public sealed class SessionTrackerTests
{
    // Shapes of socket.io 4.8.4 (protocol.md, 3 and 9.2).
    [Fact]
    public void Polling4_WholeLife_GivesEveryPacketOnce()
    {
        WireScript wire = new WireScript()
            .Get(V4, Open4)
            .Post(V4 + "&sid=S1", "40{\"name\":\"ann\"}")
            .Get(V4 + "&sid=S1", "40{\"sid\":\"N1\"}\u001e42[\"hello\",1]")
            .Post(V4 + "&sid=S1", "4212[\"save\",{\"a\":1}]\u001e3")
            .Get(V4 + "&sid=S1", "4312[\"ok\"]\u001e2")
            .Post(V4 + "&sid=S1", "1");
        Assert.Equal(
            [
                $"S1 poll4 < open {Open4}",
                "S1 poll4 > message 40{\"name\":\"ann\"} = Connect /",
                "S1 poll4 < message 40{\"sid\":\"N1\"} = Connect /",
                "S1 poll4 < message 42[\"hello\",1] = Event / hello",
                "S1 poll4 > message 4212[\"save\",{\"a\":1}] = Event / save #12",
                "S1 poll4 > pong 3",
                "S1 poll4 < message 4312[\"ok\"] = Ack / #12 answers@1019000",
                "S1 poll4 < ping 2",
                "S1 poll4 > close 1",
            ],
            wire.Rows()
        );
        SessionEntry last = LastSession(wire);
        Assert.Equal((ClosedBy.Client, "transport close"), (last.EndedBy, last.EndReason));
        Assert.Equal((4, 5), (last.ClientPackets, last.ServerPackets));
    }

    // socket.io 2.5 appends its CONNECT to the open packet, and lengths count UTF-16 units (protocol.md, 2.3 and 3).
    [Fact]
    public void Polling3_WholeLife_GivesEveryPacketOnce()
    {
        WireScript wire = new WireScript()
            .Get(V3, Framed(Open3, "40"))
            .Post(V3 + "&sid=S1", Framed("40/admin?token=x&b=1,", "2"))
            .Get(V3 + "&sid=S1", Framed("40/admin,", "3", "42/admin,7[\"€😀\"]"))
            .Post(V3 + "&sid=S1", Framed("43/admin,7[]", "41/admin,"));
        Assert.Equal(
            [
                $"S1 poll3 < open {Open3}",
                "S1 poll3 < message 40 = Connect /",
                "S1 poll3 > message 40/admin?token=x&b=1, = Connect /admin?token=x&b=1",
                "S1 poll3 > ping 2",
                "S1 poll3 < message 40/admin, = Connect /admin",
                "S1 poll3 < pong 3",
                "S1 poll3 < message 42/admin,7[\"€😀\"] = Event /admin €😀 #7",
                "S1 poll3 > message 43/admin,7[] = Ack /admin #7 answers@1015000",
                "S1 poll3 > message 41/admin, = Disconnect /admin",
            ],
            wire.Rows()
        );
        HeartbeatTimes? heartbeat = LastSession(wire).Heartbeat;
        Assert.Equal((1, 8_000), (heartbeat?.Count, heartbeat?.LastMicros));
    }

    [Fact]
    public void WebSocket_DirectSession_ReadsOpenConnectAndClose()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4)
            .Client(ws, "40")
            .Server(ws, "40{\"sid\":\"N1\"}")
            .Server(ws, "2")
            .Client(ws, "3")
            .Client(ws, "451-[\"file\",{\"_placeholder\":true,\"num\":0}]")
            .Client(ws, [1, 2, 3])
            .Client(ws, "41")
            .Close(ws, Direction.ClientToServer)
            .Close(ws, Direction.ServerToClient)
            .End(ws);
        Assert.Equal(
            [
                $"S1 ws4 < open {Open4}",
                "S1 ws4 > message 40 = Connect /",
                "S1 ws4 < message 40{\"sid\":\"N1\"} = Connect /",
                "S1 ws4 < ping 2",
                "S1 ws4 > pong 3",
                "S1 ws4 > message 451-[\"file\",{\"_placeholder\":true,\"num\":0}] = BinaryEvent / file +010203",
                "S1 ws4 > message 41 = Disconnect /",
                "close S1 Client Frame",
            ],
            wire.Rows()
        );
        SessionEntry session = LastSession(wire);
        Assert.Equal((ClosedBy.Client, "client namespace disconnect"), (session.EndedBy, session.EndReason));
        Assert.Equal(EngineIoVersion.V4, session.Version);
    }

    // protocol.md, 5: probe on the WebSocket while a poll is pending, noop ends the poll, then upgrade.
    [Fact]
    public void Upgrade_FromPolling_IsOneSession()
    {
        WireScript wire = new WireScript()
            .Get(V4, Open4)
            .Post(V4 + "&sid=S1", "40")
            .Get(V4 + "&sid=S1", "40{\"sid\":\"N1\"}");
        long poll = wire.Request("GET", V4 + "&sid=S1");
        long ws = wire.WebSocket(W4 + "&sid=S1");
        wire.Client(ws, "2probe").Server(ws, "3probe");
        wire.Answer(poll, WireScript.Utf8("6"));
        wire.Client(ws, "5")
            .Client(ws, "420[\"a\"]")
            .Server(ws, "430[1]")
            .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Reset));
        Assert.Equal(
            [
                $"S1 poll4 < open {Open4}",
                "S1 poll4 > message 40 = Connect /",
                "S1 poll4 < message 40{\"sid\":\"N1\"} = Connect /",
                "S1 ws4 > ping 2probe",
                "S1 ws4 < pong 3probe",
                "S1 poll4 < noop 6",
                "S1 ws4 > upgrade 5",
                "S1 ws4 > message 420[\"a\"] = Event / a #0",
                "S1 ws4 < message 430[1] = Ack / #0 answers@1028000",
                "close S1 Server Reset",
            ],
            wire.Rows()
        );
        Assert.Single(wire.Play().OfType<SessionEntry>().Select(s => s.Key).Distinct());
        SessionEntry session = LastSession(wire);
        Assert.Equal((1_027_000, "transport error"), (session.UpgradedAtMicros, session.EndReason));
    }

    [Fact]
    public void Upgrade_GivenUp_LeavesTheSessionOnPolling()
    {
        WireScript wire = new WireScript().Get(V4, Open4);
        long ws = wire.WebSocket(W4 + "&sid=S1");
        wire.Client(ws, "2probe").Close(ws, Direction.ServerToClient).End(ws);
        wire.Get(V4 + "&sid=S1", "6");
        Assert.Null(LastSession(wire).EndedAtMicros);
    }

    // protocol.md, 9: header and attachments may lie in different payloads and on both sides of an upgrade.
    [Fact]
    public void Attachments_AcrossPostsAndUpgrade_CompleteTheirPacket()
    {
        WireScript wire = new WireScript()
            .Get(V4, Open4)
            .Post(V4 + "&sid=S1", "40")
            .Post(
                V4 + "&sid=S1",
                "452-[\"f\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]\u001ebAQI="
            );
        long ws = wire.WebSocket(W4 + "&sid=S1");
        wire.Client(ws, "2probe").Server(ws, "3probe").Client(ws, "5").Client(ws, [3, 4]).Client(ws, "42[\"after\"]");
        Assert.Equal(
            [
                $"S1 poll4 < open {Open4}",
                "S1 poll4 > message 40 = Connect /",
                "S1 ws4 > ping 2probe",
                "S1 ws4 < pong 3probe",
                "S1 ws4 > upgrade 5",
                "S1 poll4 > message 452-[\"f\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}] = BinaryEvent / f +0102 +0304",
                "S1 ws4 > message 42[\"after\"] = Event / after",
            ],
            wire.Rows()
        );
        CapturedPacket packet = wire.Play().OfType<CapturedPacket>().Single(p => p.Attachments.Count == 2);
        Assert.Equal(packet.Raw.Length + "bAQI=".Length + 2, packet.Size);
        Assert.Equal(3, packet.Connection);
    }

    [Fact]
    public void Attachments_InterruptedByText_ComeOutWithAFault()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4)
            .Client(ws, "40")
            .Client(ws, "452-[\"f\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")
            .Client(ws, [9])
            .Client(ws, "42[\"x\"]")
            .Client(ws, [8])
            .Client(ws, "451-[\"g\",{\"_placeholder\":true,\"num\":0}]")
            .End(ws, new ConnectionEnd(ClosedBy.Client, CloseHow.Fin));
        Assert.Equal(
            [
                "S1 ws4 > message 452-[\"f\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}] = BinaryEvent / f +09 !attachment-order",
                "S1 ws4 > message 42[\"x\"] = Event / x",
                "S1 ws4 > message x08 !attachment-order",
                "S1 ws4 > message 451-[\"g\",{\"_placeholder\":true,\"num\":0}] = BinaryEvent / g !attachment-missing",
                "close S1 Client Fin",
            ],
            wire.Rows()[2..]
        );
    }

    // protocol.md, 0 and diagnoses.md, D6: socket.io 2 ignores EIO=4 and answers in Engine.IO 3.
    [Fact]
    public void Versions_ClientOf4AtServerOf3_FramingSeenWins()
    {
        WireScript wire = new WireScript().Get(V4, Framed(Open3, "40"));
        Assert.Equal([$"S1 poll3 < open {Open3}", "S1 poll3 < message 40 = Connect /"], wire.Rows());
        SessionEntry session = LastSession(wire);
        Assert.Equal((EngineIoVersion.V3, 4), (session.Version, session.ClaimedVersion));
    }

    [Fact]
    public void Versions_ClientOf4AtServerOf3OverWebSocket_ShowInTheConnect()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open3)
            .Server(ws, "40")
            .Server(ws, "451-[\"b\",{\"_placeholder\":true,\"num\":0}]")
            .Server(ws, [4, 7, 8]);
        Assert.Equal(
            "S1 ws3 < message 451-[\"b\",{\"_placeholder\":true,\"num\":0}] = BinaryEvent / b +0708",
            wire.Rows()[2]
        );
        Assert.Equal("S1 ws3 < message 40 = Connect /", wire.Rows()[1]);
        Assert.Equal(EngineIoVersion.V3, LastSession(wire).Version);
    }

    [Fact]
    public void WebSocket_HttpResponseAfter101_IsNotWebSocket()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W3);
        const string Refusal = "HTTP/1.1 400 Bad Request\r\n\r\nUnsupported protocol version";
        wire.Bytes(ws, Direction.ServerToClient, WireScript.Utf8(Refusal))
            .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin));
        Assert.Equal([$"- ws3 < ? {Refusal} !not-websocket", "close - Server Fin"], wire.Rows());
    }

    [Fact]
    public void WebSocket_Plain_GivesMessages()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket("/chat");
        wire.Client(ws, "hi").Server(ws, [0, 1]).Close(ws, Direction.ServerToClient, 4001, "bye").End(ws);
        Assert.Equal(["message > hi", "message < x0001", "close - Server Frame 4001 bye"], wire.Rows());
        Assert.Null(wire.Play().OfType<ConnectionEntry>().Last().Transport);
    }

    [Fact]
    public void WebSocket_AnyPathThatOpensLikeEngineIo_IsDetected()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket("/rt");
        wire.Server(ws, Open4).Client(ws, "4hello").Client(ws, [1]);
        Assert.Equal([$"S1 ws4 < open {Open4}", "S1 ws4 > message 4hello", "S1 ws4 > message x01"], wire.Rows());
    }

    // protocol.md, 9.5.
    [Fact]
    public void Recovery_OffsetOfServerEvents_IsTakenOut()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4)
            .Client(ws, "40")
            .Server(ws, "40{\"sid\":\"N1\",\"pid\":\"P1\"}")
            .Server(ws, "42[\"foo\",1,\"Q841R7i\"]")
            .Server(ws, "427[\"foo\",\"Q841R7i\"]")
            .Client(ws, "42[\"foo\",\"Q841R7i\"]")
            .Server(ws, "42[\"foo\",\"short\"]");
        Assert.Equal(
            [
                "S1 ws4 < message 42[\"foo\",1,\"Q841R7i\"] = Event / foo offset Q841R7i",
                "S1 ws4 < message 427[\"foo\",\"Q841R7i\"] = Event / foo #7",
                "S1 ws4 > message 42[\"foo\",\"Q841R7i\"] = Event / foo",
                "S1 ws4 < message 42[\"foo\",\"short\"] = Event / foo",
            ],
            wire.Rows()[3..]
        );
    }

    [Fact]
    public void Recovery_EventsBeforeTheConnect_HaveOffsetsToo()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4)
            .Client(ws, "40{\"pid\":\"P1\",\"offset\":\"Q841R7h\"}")
            .Server(ws, "42[\"foo\",\"Q841R7i\"]");
        Assert.Equal("S1 ws4 < message 42[\"foo\",\"Q841R7i\"] = Event / foo offset Q841R7i", wire.Rows()[2]);
    }

    [Fact]
    public void SessionOf_AConnection_IsKnownOnceTheServerHasNamedIt()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Do((t, _) => Assert.Equal((null, null), t.SessionOf(ws)))
            .Server(ws, Open4)
            .Do((t, _) => Assert.Equal((1L, "S1"), t.SessionOf(ws)))
            .Do((t, _) => Assert.Equal((null, null), t.SessionOf(ws + 1)));
    }

    [Fact]
    public void FlushCounters_NothingNew_EmitsNothing()
    {
        var tracker = new SessionTracker(new TrackerOptions());
        new WireScript().Get(V4, Open4).PlayTo(tracker);
        tracker.FlushCounters(1);
        tracker.Drain([]);
        tracker.FlushCounters(2);
        var entries = new List<CaptureEntry>();
        tracker.Drain(entries);
        Assert.Empty(entries);
    }

    [Fact]
    public void Entries_EveryRow_ComesBehindItsConnectionAndSession()
    {
        WireScript wire = new WireScript().Get(V4, Open4).Post(V4 + "&sid=S1", "40").Get(V4 + "&sid=S1", "bad\u001e2");
        var known = new HashSet<long>();
        foreach (CaptureEntry entry in wire.Play())
        {
            _ = entry switch
            {
                SessionEntry s => known.Add(-s.Key),
                ConnectionEntry c => known.Add(c.Id),
                CapturedRow r => known.Contains(r.Connection) && known.Contains(-r.SessionKey!.Value)
                    ? true
                    : throw new Xunit.Sdk.XunitException("row first"),
                _ => false,
            };
        }
        Assert.Contains(-1, known);
    }

    [Fact]
    public void Snapshot_LivingSession_RepeatsOpenAndConnects()
    {
        var tracker = new SessionTracker(new TrackerOptions());
        new WireScript().Get(V4, Open4).Post(V4 + "&sid=S1", "40").Post(V4 + "&sid=S1", "42[\"x\"]").PlayTo(tracker);
        var entries = new List<CaptureEntry>();
        tracker.Snapshot(entries);
        Assert.IsType<SessionEntry>(entries[0]);
        Assert.Equal([$"S1 poll4 < open {Open4}", "S1 poll4 > message 40 = Connect /"], WireScript.Lines(entries));
    }

    [Fact]
    public void Snapshot_WhereOpeningsAreNotKept_HasNoRows()
    {
        var tracker = new SessionTracker(new TrackerOptions { KeepsOpenings = false });
        new WireScript().Get(V4, Open4).Post(V4 + "&sid=S1", "40").PlayTo(tracker);
        var entries = new List<CaptureEntry>();
        tracker.Snapshot(entries);
        Assert.IsType<SessionEntry>(Assert.Single(entries));
    }
}

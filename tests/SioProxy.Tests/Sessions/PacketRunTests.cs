using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Sessions;

/// <summary>What packs packets must not change what they mean. Every script of the tracker's tests is compared as well.</summary>
public sealed class PacketRunTests
{
    private const string Socket = "/socket.io/?EIO=4&transport=websocket";
    private const string Open = """0{"sid":"S1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";

    private static readonly TrackerOptions Packing = new()
    {
        PacksPackets = true,
        Redactor = new Redactor(RedactionRules.Default, new byte[32]),
    };

    // What is told apart: names, namespaces, acks, secrets, escapes, faults, attachments, recovery, what is no Socket.IO.
    private static readonly string[] Texts =
    [
        "42[\"a\",1]",
        "42[\"a\",{\"token\":\"t0\"}]",
        "42[\"a\",{\"TOKEN\":\"t0\"}]",
        "42[\"a\",{\"to\\u006ben\":\"t0\"}]",
        "42[\"a\\\"b\",1]",
        "42[7,1]",
        "42[\"\"]",
        "42[]",
        "42{}",
        "42",
        "42[\"connect\"]",
        "42[\"a\",1",
        "42[\"a\",\"%74oken=1\"]",
        "42/n,[\"a\",1]",
        "42/n,3[\"a\",1]",
        "42/n?token=t1,[\"a\"]",
        "42/{\"password\":\"p\",[\"a\"]",
        "421[\"ask\"]",
        "431[\"answer\",{\"password\":\"p\"}]",
        "431[1]",
        "439[1]",
        "43[1]",
        "40",
        "40/n,",
        "40{\"sid\":\"x\",\"pid\":\"p\"}",
        "41",
        "41/n,",
        "44{\"message\":\"no\"}",
        "451-[\"bin\",{\"_placeholder\":true,\"num\":0}]",
        "2",
        "3",
        "2probe",
        "4hello",
        "48",
        "9",
        "",
    ];

    [Fact]
    public void Packed_TrafficOfAllKinds_IsTheSameRows()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            _ = Script(new Random(seed)).Rows();
        }
    }

    [Fact]
    public void Packed_OrdinaryTraffic_IsOneEntry()
    {
        var wire = new WireScript();
        long id = wire.WebSocket(Socket);
        wire.Server(id, Open).Server(id, "40{\"sid\":\"x\"}").Client(id, "42[\"first\"]");
        for (int i = 0; i < 20; i++)
        {
            wire.Server(id, "42[\"n\"," + i.ToString(CultureInfo.InvariantCulture) + "]");
        }
        PacketRun run = Assert.Single(wire.Play(options: Packing).OfType<PacketRun>());
        Assert.Equal(20, run.Count);
        Assert.Equal("42[\"n\",19]", Encoding.UTF8.GetString(run.RawOf(run.Packets[19])));
    }

    [Fact]
    public void Packed_PollsOneAfterTheOther_ShareARun()
    {
        const string poll = "/socket.io/?EIO=4&transport=polling&sid=S1";
        var wire = new WireScript();
        wire.Get("/socket.io/?EIO=4&transport=polling", Open).Post(poll, "40").Get(poll, "40{\"sid\":\"x\"}");
        for (int i = 0; i < 20; i++)
        {
            wire.Post(poll, "42[\"ask\"]").Get(poll, "42[\"tell\"]");
        }
        List<CaptureEntry> entries = wire.Play(options: Packing);
        PacketRun run = Assert.Single(entries.OfType<PacketRun>());
        Assert.Equal(40, run.Count);
        Assert.Equal(40, run.ToRows().Select(row => row.Connection).Distinct().Count());
        // Each behind the connection that it names, as it is in the end.
        HashSet<long> told = [.. entries.TakeWhile(e => e != run).OfType<ConnectionEntry>().Select(c => c.Id)];
        Assert.All(run.ToRows(), row => Assert.Contains(row.Connection, told));
        Assert.All(entries.OfType<ConnectionEntry>(), connection => Assert.Equal(200, connection.Status));
    }

    [Fact]
    public void Packed_SecretAmongOrdinaryPackets_IsMaskedInItsPlace()
    {
        var wire = new WireScript();
        long id = wire.WebSocket(Socket);
        wire.Server(id, Open).Server(id, "40{\"sid\":\"x\"}");
        wire.Server(id, "42[\"a\",1]").Server(id, "42[\"a\",{\"password\":\"hunter2\"}]").Server(id, "42[\"a\",2]");
        string[] lines = WireScript.Lines(wire.Play(options: Packing));
        Assert.Equal(5, lines.Length);
        Assert.DoesNotContain(lines, line => line.Contains("hunter2", StringComparison.Ordinal));
        Assert.Contains("[redacted:", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Codec_Run_ComesBackAsItWas()
    {
        foreach (PacketRun run in Script(new Random(1)).Play(options: Packing).OfType<PacketRun>())
        {
            run.FirstId = 77;
            foreach (ref PackedPacket packet in run.Packets)
            {
                packet.AckOf =
                    packet.Type == SioProxy.Protocol.SocketIo.SocketIoPacketType.Ack && packet.Asked is not null
                        ? 5
                        : 0;
            }
            byte[] bytes = Encode(run);
            PacketRun read = Assert.IsType<PacketRun>(Decode(bytes));
            Assert.Equal(run.ToRows().Select(Row), read.ToRows().Select(Row));
            for (int cut = 0; cut < bytes.Length; cut++)
            {
                Assert.Null(Decode(bytes.AsMemory(0, cut)));
            }
        }
    }

    [Fact]
    public void Recycle_RunsOfAnySize_LeavesNothingForTheNext()
    {
        var random = new Random(4);
        PacketRun example = Script(random).Play(options: Packing).OfType<PacketRun>().First();
        PackedPacket packet = example.Packets[0];
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(1, 600);
            var run = new PacketRun(random.Next(600), random.Next(80_000));
            var texts = new List<byte[]>();
            for (int i = 0; i < count; i++)
            {
                byte[] text = new byte[random.Next(4, random.Next(2) == 0 ? 80 : PacketRun.MaxPacket)];
                random.NextBytes(text);
                if (!run.HasRoomFor(text.Length))
                {
                    break;
                }
                run.Add(packet, text);
                texts.Add(text);
            }
            Assert.Equal(texts, run.ToRows().Select(row => row.Raw.ToArray()));
            run.Recycle();
            Assert.Empty(run.ToRows());
            run.Recycle(); // once more does no harm
        }
    }

    [Fact]
    public void Codec_DamagedRun_NeverThrows()
    {
        byte[] bytes = Encode(Script(new Random(1)).Play(options: Packing).OfType<PacketRun>().First());
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. bytes];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            }
            if (Decode(damaged) is PacketRun run)
            {
                Assert.True(run.ToRows().Sum(row => row.Raw.Length) == run.ByteCount);
            }
        }
    }

    private static WireScript Script(Random random)
    {
        var wire = new WireScript();
        long[] ids = [wire.WebSocket(Socket), wire.WebSocket(Socket)];
        foreach (long id in ids)
        {
            wire.Server(
                id,
                Open.Replace("S1", "S" + id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            );
            wire.Client(id, "40").Server(id, "40{\"sid\":\"x\"}").Client(id, "42[\"a\"]").Server(id, "42[\"a\"]");
        }
        for (int i = 0; i < 60; i++)
        {
            long id = ids[random.Next(2)];
            Direction direction = (Direction)random.Next(2);
            // mostly what is ordinary, so that runs come about
            string text = random.Next(3) > 0 ? Texts[random.Next(2) * 17] : Texts[random.Next(Texts.Length)];
            if (random.Next(12) == 0)
            {
                wire.Frame(id, direction, SioProxy.Protocol.WebSockets.WebSocketOpcode.Binary, [1, 2, 3]);
            }
            else if (direction == Direction.ClientToServer)
            {
                wire.Client(id, text);
            }
            else
            {
                wire.Server(id, text);
            }
        }
        return wire;
    }

    private static byte[] Encode(CaptureEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryCodec.Write(output, entry);
        return output.WrittenSpan.ToArray();
    }

    private static CaptureEntry? Decode(ReadOnlyMemory<byte> bytes) =>
        EntryCodec.Read(bytes, out CaptureEntry? entry) == OperationStatus.Done ? entry : null;

    private static string Row(CapturedPacket row) => Convert.ToHexStringLower(Encode(row));
}

using System.Security.Cryptography;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage.Formats;
using SioProxy.Tests.Protocol;
using SioProxy.Viewer.Details;

namespace SioProxy.Tests.Storage.Formats;

/// <summary>Whatever a row holds, what shows, exports, filters and redacts it comes to an end in proportion to its length.</summary>
public sealed class HostileRowTests
{
    private static readonly string[] Filters =
    [
        "args[0].room=lobby",
        "args[*].a=1",
        "auth.token=x",
        "data.message=\"jwt expired\"",
        "needle",
        "/(a|b)+c/ or event:/x*/",
        "args[3].a.a.a>5",
    ];

    public static TheoryData<string> Inputs => HostileInputs.WorstNames;

    [Theory, MemberData(nameof(Inputs))]
    public void WorstInput_InARow_CostsInProportionToItsLength(string input)
    {
        byte[] bytes = HostileInputs.Worst(input);
        foreach (CapturedRow row in RowsOf(bytes))
        {
            Fuzzing.Bounded(input, (600L * bytes.Length) + (16 << 20), () => UseAll(row));
        }
    }

    [Fact]
    public void DamagedInput_InARow_NeverThrows()
    {
        var random = new Random(5);
        for (int round = 0; round < 60 * Fuzzing.Factor; round++)
        {
            byte[] bytes = HostileInputs.Damaged(random);
            foreach (CapturedRow row in RowsOf(bytes))
            {
                try
                {
                    UseAll(row);
                }
                catch (Exception e) // whichever it is, the bytes are what is needed
                {
                    Assert.Fail($"round {round}, {row.Kind}, {Convert.ToHexString(bytes)}: {e}");
                }
            }
        }
    }

    private static void UseAll(CapturedRow row)
    {
        RowExport[] exports =
        [
            new JsonLinesWriter(Stream.Null),
            new CsvWriter(Stream.Null),
            new HarWriter(Stream.Null, _ => Rows.Connection()),
        ];
        foreach (RowExport export in exports)
        {
            export.Write(row);
            export.Complete();
            export.Dispose();
        }
        _ = RowLine.Format(row, 120);
        _ = RowDetailsText.Lines(new RowDetails { Row = row }).Sum(line => (long)line.Length);
        foreach (string filter in Filters)
        {
            _ = new FilterMatcher(Filter.Parse(filter)).Matches(row);
        }
        var redactor = new Redactor(RedactionRules.Default, RandomNumberGenerator.GetBytes(32));
        _ = redactor.Redact(row);
    }

    private static IEnumerable<CapturedRow> RowsOf(byte[] bytes)
    {
        foreach (
            SocketIoPacketType? type in new SocketIoPacketType?[]
            {
                SocketIoPacketType.Event,
                SocketIoPacketType.Connect,
                null,
            }
        )
        {
            yield return Packet(bytes, type, isBinary: false);
        }
        yield return Packet(bytes, SocketIoPacketType.BinaryEvent, isBinary: true);
        yield return new CapturedMessage
        {
            Id = 1,
            AtMicros = Rows.Start,
            Connection = 1,
            Client = "127.0.0.1",
            Direction = Direction.ClientToServer,
            Size = bytes.Length,
            Data = bytes,
            IsBinary = false,
        };
        yield return new CapturedHttp
        {
            Id = 1,
            AtMicros = Rows.Start,
            Connection = 1,
            Client = "127.0.0.1",
            Method = "GET",
            Path = "/socket.io/?EIO=4&transport=polling",
            Status = 400,
            Body = bytes,
        };
    }

    private static CapturedPacket Packet(byte[] bytes, SocketIoPacketType? type, bool isBinary) =>
        new()
        {
            Id = 1,
            AtMicros = Rows.Start,
            Connection = 1,
            Client = "127.0.0.1",
            Direction = Direction.ClientToServer,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = EngineIoPacketType.Message,
            Type = type,
            Namespace = type is null ? null : "/",
            EventName = type == SocketIoPacketType.Event ? "chat" : null,
            Size = bytes.Length,
            Raw = bytes,
            IsRawBinary = isBinary,
            Attachments = isBinary ? [bytes.AsMemory(0, Math.Min(1000, bytes.Length))] : [],
        };
}

using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol;

/// <summary>
/// Nothing that a peer sends makes a decoder throw, hang, or take memory out of proportion. Seeded: a failure repeats.
/// <c>SIOPROXY_FUZZ_ROUNDS</c> asks for more damaged inputs than the few of each test run, for a long soak.
/// </summary>
public sealed class HostileInputTests
{
    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("SIOPROXY_FUZZ_ROUNDS"),
        CultureInfo.InvariantCulture,
        out int rounds
    )
        ? rounds
        : 1500;

    public static TheoryData<string> Decoders => HostileDecoders.Names;

    public static TheoryData<string> Inputs => HostileInputs.WorstNames;

    [Theory, MemberData(nameof(Decoders))]
    public void Decode_DamagedBytes_NeverThrows(string decoder)
    {
        var random = new Random(decoder.Length);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = HostileInputs.Damaged(random);
            try
            {
                HostileDecoders.Run(decoder, bytes);
            }
            catch (Exception e) // whichever it is, the bytes are what is needed
            {
                Assert.Fail($"{decoder}, round {round}, {Convert.ToHexString(bytes)}: {e}");
            }
        }
    }

    [Theory, MemberData(nameof(Inputs))]
    public void Decode_WorstInput_CostsInProportionToItsLength(string input)
    {
        byte[] bytes = HostileInputs.Worst(input);
        foreach (string decoder in HostileDecoders.Names.Select(row => row.Data))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            HostileDecoders.Run(decoder, bytes);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated < 300L * bytes.Length + 16L * HostileDecoders.MaxOutput,
                $"{decoder} allocated {allocated} bytes for {bytes.Length}"
            );
        }
    }

    // Published against the reference parsers: CVE-2022-2421, a placeholder whose number is a property's name;
    // CVE-2023-32695, a payload that is an object with the names of methods; the count of attachments that nobody limited.
    [Theory]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":\"splice\"}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":-1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1e99}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":10}]")]
    [InlineData("2{\"toString\":\"foo\"}")]
    [InlineData("2[{\"toString\":\"foo\"}]")]
    [InlineData("2[]")]
    [InlineData("59999999999-[\"a\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("5-[\"a\"]")]
    [InlineData("51[\"a\"]")]
    public void Decode_PublishedAgainstTheReferenceParsers_IsAFault(string text)
    {
        bool isSound =
            SocketIoDecoder.Decode(
                Encoding.UTF8.GetBytes(text),
                SocketIoRevision.V5,
                out SocketIoPacket packet,
                out DecodeFault? fault
            ) == System.Buffers.OperationStatus.Done
            && JsonPayloadRewriter.TryRewriteArgs(
                packet.Payload!.Value.Span,
                true,
                false,
                packet.AttachmentCount,
                null,
                out fault
            );
        Assert.True(!isSound || fault is not null);
        Assert.NotNull(fault);
    }
}

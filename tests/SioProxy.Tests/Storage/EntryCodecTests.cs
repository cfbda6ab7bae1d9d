using System.Buffers;
using CsCheck;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

public sealed class EntryCodecTests
{
    private static readonly List<CaptureEntry> Entries =
    [
        .. Rows.Bare(1),
        .. Rows.Full(6),
        Rows.Session(),
        Rows.Connection(),
        Rows.Event(3, "\ud800 lone", "1"),
    ];

    [Fact]
    public void Read_OfWhatWasWritten_GivesTheSame() =>
        Assert.Equal(RowTexts.Of(Entries), RowTexts.Of(Entries.Select(entry => Read(Write(entry))!)));

    [Fact]
    public void Read_OfLess_IsInvalidData()
    {
        foreach (CaptureEntry entry in Entries.Where(entry => entry is not CapturedRow))
        {
            byte[] whole = Write(entry);
            for (int length = 0; length < whole.Length; length++)
            {
                Assert.Null(Read(whole[..length]));
            }
        }
    }

    [Fact]
    public void Read_OfAnyBytes_DoesNotThrow() =>
        Gen.Select(Gen.Int[0, Entries.Count - 1], Gen.Int[0, 200], Gen.Byte, Gen.Byte.Array)
            .Sample(
                (entry, place, value, noise) =>
                {
                    byte[] mutated = Write(Entries[entry]);
                    mutated[place % mutated.Length] = value;
                    _ = Read(mutated);
                    _ = Read([.. mutated.AsSpan(0, place % mutated.Length), .. noise]);
                    _ = Read([1, (byte)(entry % 6), .. noise]);
                },
                iter: 5000
            );

    private static byte[] Write(CaptureEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        EntryCodec.Write(output, entry);
        return output.WrittenSpan.ToArray();
    }

    private static CaptureEntry? Read(byte[] bytes) =>
        EntryCodec.Read(bytes, out CaptureEntry? entry) == OperationStatus.Done ? entry : null;
}

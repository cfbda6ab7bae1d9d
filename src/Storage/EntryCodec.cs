using System.Buffers;
using SioProxy.Sessions;

namespace SioProxy.Storage;

/// <summary>A capture entry as bytes, versioned: what the spill log consists of.</summary>
public static class EntryCodec
{
    /// <summary>Writes an entry, whole.</summary>
    public static void Write(IBufferWriter<byte> output, CaptureEntry entry) => throw new NotSupportedException();

    /// <summary>Reads an entry that fills <paramref name="bytes"/>.</summary>
    /// <returns>Done, or InvalidData when the bytes are no entry (or a newer version's).</returns>
    public static OperationStatus Read(ReadOnlyMemory<byte> bytes, out CaptureEntry? entry) =>
        throw new NotSupportedException();
}

namespace SioProxy.Tests.Viewer;

/// <summary>A pipe whose reader has gone: EPIPE.</summary>
internal sealed class ClosedPipe : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe", 32);

    public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe", 32);
}

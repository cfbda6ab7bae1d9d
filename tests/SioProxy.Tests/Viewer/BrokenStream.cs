namespace SioProxy.Tests.Viewer;

/// <summary>An output with a defect that nobody foresaw.</summary>
internal sealed class BrokenStream : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw Defect();

    public override long Position
    {
        get => throw Defect();
        set => throw Defect();
    }

    public override void Flush() => throw Defect();

    public override int Read(byte[] buffer, int offset, int count) => throw Defect();

    public override long Seek(long offset, SeekOrigin origin) => throw Defect();

    public override void SetLength(long value) => throw Defect();

    public override void Write(byte[] buffer, int offset, int count) => throw Defect();

    private static InvalidOperationException Defect() => new("broken");
}

namespace SioProxy.Recording;

/// <summary>What the threads count, for anyone to read at any time.</summary>
internal sealed class RecorderCounters
{
    // Each written by one thread alone; 64-bit reads are whole on every platform we run on.
    public long Sessions;
    public long Opened;
    public long Ended;
    public long Packets;
    public long Rows;
    public long Faults;
    public long Gaps;
    public long Bytes;
    public long FileBytes;
    public long CaptureBytes;
    public volatile string? Problem;
    public volatile string Path = "";
    public volatile bool IsRecording = true;
}

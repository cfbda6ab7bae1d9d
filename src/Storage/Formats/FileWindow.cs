namespace SioProxy.Storage.Formats;

/// <summary>The part of a file that is being read: it grows while more is needed, and lets go of what was taken.</summary>
internal sealed class FileWindow(Stream input, int size)
{
    private byte[] _buffer = new byte[size];
    private int _start;
    private int _end;

    /// <summary>Whether the file has nothing behind this.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>What was read and not taken. Valid until <see cref="Fill"/>.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Takes bytes off the front.</summary>
    public void Take(int bytes) => _start += bytes;

    /// <summary>Reads more of the file.</summary>
    public void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = input.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        IsAtEnd = read == 0;
    }
}

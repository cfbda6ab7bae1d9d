namespace SioProxy.Storage.Formats;

/// <summary>Reads a file line by line, no line longer than a limit in memory.</summary>
internal sealed class LineReader(Stream input, int longest)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; valid until the next call. False at the end of the file.</summary>
    /// <exception cref="ImportException">The line is too long.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0 || (_isAtEnd && _end > _start))
            {
                int length = found >= 0 ? searched + found : _end - _start;
                line = _buffer.AsMemory(_start, length);
                _start += found >= 0 ? length + 1 : length;
                Number++;
                return true;
            }
            if (_isAtEnd)
            {
                line = default;
                return false;
            }
            searched = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        if (_end - _start > longest)
        {
            throw new ImportException($"line {Number + 1}", $"it is longer than {longest >> 20} MB.");
        }
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
        _isAtEnd = read == 0;
    }
}

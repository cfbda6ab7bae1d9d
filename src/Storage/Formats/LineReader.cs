namespace SioProxy.Storage.Formats;

/// <summary>Reads a file line by line, no line longer than a limit in memory.</summary>
internal sealed class LineReader(Stream input, int longest)
{
    private readonly FileWindow _window = new(input, 64 * 1024);

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; valid until the next call. False at the end of the file.</summary>
    /// <exception cref="ImportException">The line is too long.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            ReadOnlyMemory<byte> rest = _window.Rest;
            int found = rest.Span[searched..].IndexOf((byte)'\n');
            if (found >= 0 || (_window.IsAtEnd && !rest.IsEmpty))
            {
                int length = found >= 0 ? searched + found : rest.Length;
                line = rest[..length];
                _window.Take(found >= 0 ? length + 1 : length);
                Number++;
                return true;
            }
            if (_window.IsAtEnd)
            {
                line = default;
                return false;
            }
            if (rest.Length > longest)
            {
                throw new ImportException($"line {Number + 1}", $"it is longer than {longest >> 20} MB.");
            }
            searched = rest.Length;
            _window.Fill();
        }
    }
}

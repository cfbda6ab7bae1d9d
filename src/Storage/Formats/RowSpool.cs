using System.Buffers;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Rows put aside in a nameless file until their connection's turn comes: a capture may be larger than memory.</summary>
internal sealed class RowSpool : IDisposable
{
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _encoded = new();
    private readonly Dictionary<long, List<(long Start, int Length)>> _rows = [];

    public RowSpool()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 64 * 1024,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        _file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    /// <summary>The connections in the order of their first rows.</summary>
    public List<long> Connections { get; } = [];

    public void Add(CapturedRow row)
    {
        _encoded.ResetWrittenCount();
        EntryCodec.Write(_encoded, row);
        if (!_rows.TryGetValue(row.Connection, out List<(long, int)>? places))
        {
            _rows.Add(row.Connection, places = []);
            Connections.Add(row.Connection);
        }
        places.Add((_file.Position, _encoded.WrittenCount));
        _file.Write(_encoded.WrittenSpan);
    }

    public IEnumerable<CapturedRow> Of(long connection)
    {
        _file.Flush();
        foreach ((long start, int length) in _rows[connection])
        {
            byte[] bytes = new byte[length];
            _file.Position = start;
            _file.ReadExactly(bytes);
            if (EntryCodec.Read(bytes, out CaptureEntry? entry) == OperationStatus.Done && entry is CapturedRow row)
            {
                yield return row;
            }
        }
    }

    public void Dispose() => _file.Dispose();
}

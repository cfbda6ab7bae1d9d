using System.Globalization;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>The file that is written, and those of the rotation around it: <c>NAME.db</c>, <c>NAME-0002.db</c>…</summary>
internal sealed class CaptureFiles
{
    private readonly string _directory;
    private readonly string _name;
    private readonly string _extension;
    private readonly int? _keep;
    private int _number;

    /// <param name="isRotating">Whether recording goes on in the newest file of a rotation that was made before.</param>
    public CaptureFiles(string output, bool isRotating, int? keep)
    {
        string full = Path.GetFullPath(output);
        _directory = Path.GetDirectoryName(full)!;
        _name = Path.GetFileNameWithoutExtension(full);
        _extension = Path.GetExtension(full);
        _keep = keep;
        Directory.CreateDirectory(_directory);
        string current = isRotating
            ? Numbered().OrderBy(file => file.Number).LastOrDefault((Path: full, Number: 1)).Path
            : full;
        Current = new CaptureStore(CaptureFile.OpenWriter(current));
    }

    /// <summary>The capture that recording begins with.</summary>
    public ICaptureStore Current { get; }

    /// <summary>Makes the next file and deletes those that are too many.</summary>
    public ICaptureStore StartNext(long firstRowId)
    {
        _number = Math.Max(_number, Numbered().Select(file => file.Number).DefaultIfEmpty(1).Max()) + 1;
        string path = Path.Combine(
            _directory,
            $"{_name}-{_number.ToString("D4", CultureInfo.InvariantCulture)}{_extension}"
        );
        var next = new CaptureStore(CaptureFile.Create(path, firstRowId));
        DeleteOld();
        return next;
    }

    private void DeleteOld()
    {
        if (_keep is not { } keep)
        {
            return;
        }
        foreach ((string path, _) in Numbered().OrderByDescending(file => file.Number).Skip(keep))
        {
            // The write-ahead log and the spill log are parts of a capture; marks are a person's and stay.
            foreach (string part in (string[])[path, path + "-wal", path + "-shm", path + ".spill"])
            {
                File.Delete(part);
            }
        }
    }

    private IEnumerable<(string Path, int Number)> Numbered()
    {
        string first = Path.Combine(_directory, _name + _extension);
        if (File.Exists(first))
        {
            yield return (first, 1);
        }
        foreach (string path in Directory.EnumerateFiles(_directory, $"{_name}-*{_extension}"))
        {
            string number = Path.GetFileNameWithoutExtension(path)[(_name.Length + 1)..];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed))
            {
                yield return (path, parsed);
            }
        }
    }
}

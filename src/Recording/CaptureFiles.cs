using Microsoft.Extensions.Logging;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>The file that is written, and those of the rotation around it.</summary>
internal sealed partial class CaptureFiles
{
    private readonly string _first;
    private readonly int? _keep;
    private readonly ILogger _logger;
    private readonly HashSet<string> _ours = new(StringComparer.Ordinal);
    private int _number;

    /// <param name="isRotating">Whether recording goes on in the newest file of a rotation that was made before.</param>
    public CaptureFiles(string output, bool isRotating, int? keep, ILogger logger)
    {
        _first = Path.GetFullPath(output);
        _keep = keep;
        _logger = logger;
        Directory.CreateDirectory(Path.GetDirectoryName(_first)!);
        (string path, _number) = isRotating
            ? RotatedFile.Find(_first).Where(IsOurs).FirstOrDefault((_first, 1))
            : (_first, 1);
        Current = new CaptureStore(CaptureFile.OpenWriter(path));
    }

    /// <summary>The newest capture; at first the one that recording begins with.</summary>
    public ICaptureStore Current { get; private set; }

    /// <summary>Makes the next file and deletes those that are too many.</summary>
    public ICaptureStore StartNext(long firstRowId)
    {
        string path = NextPath(out int number);
        var next = new CaptureStore(
            CaptureFile.Create(path, firstRowId, Current.NextConnectionId, Current.NextSessionKey, number)
        );
        _number = number;
        Current = next;
        DeleteOld();
        return next;
    }

    /// <summary>Throws what making the next file would; nothing is left behind.</summary>
    public void TryNext()
    {
        string path = NextPath(out _) + ".trial";
        CaptureParts.Delete(path); // of a recorder that was killed here
        CaptureFile.Create(path).Dispose();
        CaptureParts.Delete(path);
    }

    private string NextPath(out int number)
    {
        number = _number;
        string path;
        do
        {
            path = RotatedFile.PathOf(_first, ++number);
        } while (Path.Exists(path) || Path.Exists(path + ".spill")); // somebody else's, or what is left of a file that was moved away
        return path;
    }

    private void DeleteOld()
    {
        if (_keep is not { } keep)
        {
            return;
        }
        foreach ((string path, _) in RotatedFile.Find(_first).Where(IsOurs).Skip(keep))
        {
            try
            {
                CaptureParts.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotDeleted(_logger, path, e.Message); // the next rotation tries again
            }
        }
    }

    // The first file is the one that was named; any other must say itself that it is one of the rotation's.
    private bool IsOurs((string Path, int Number) file) =>
        file.Number == 1
        || _ours.Contains(file.Path)
        || (CaptureFile.RotationNumber(file.Path) == file.Number && _ours.Add(file.Path));

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Warning, "{Path} is one too many (--keep) but cannot be deleted: {Problem}")]
        public static partial void NotDeleted(ILogger logger, string path, string problem);
    }
}

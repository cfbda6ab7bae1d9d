using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Recording;

/// <summary>The files of a rotation, also when the recorder is started again.</summary>
public sealed class CaptureFilesTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Rotation_StartedAgain_GoesOnInTheNewestFile()
    {
        Rotate(keep: null, files: 3).Dispose();
        using ICaptureStore store = Files(keep: null).Current;
        Assert.Equal(_directory.File("r-0003.db"), store.Path);
        Assert.Equal(4, store.NextRowId);
    }

    [Fact]
    public void Rotation_StartedAgain_KeepsTheNewestFiles()
    {
        Rotate(keep: 2, files: 3).Dispose();
        CaptureFiles files = Files(keep: 2);
        files.Current.Dispose();
        files.StartNext(5).Dispose();
        Assert.Equal(
            [_directory.File("r-0003.db"), _directory.File("r-0004.db")],
            Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Recording_WithoutRotation_GoesIntoTheFileThatIsNamed()
    {
        Rotate(keep: null, files: 2).Dispose();
        using ICaptureStore store = new CaptureFiles(_directory.File("r.db"), isRotating: false, keep: null).Current;
        Assert.Equal(_directory.File("r.db"), store.Path);
        Assert.Equal(2, store.NextRowId);
    }

    private ICaptureStore Rotate(int? keep, int files)
    {
        CaptureFiles rotation = Files(keep);
        ICaptureStore store = rotation.Current;
        store.Append([Row(1)]);
        for (int i = 2; i <= files; i++)
        {
            store.Dispose();
            store = rotation.StartNext(i);
            store.Append([Row(i)]);
        }
        return store;
    }

    private CaptureFiles Files(int? keep) => new(_directory.File("r.db"), isRotating: true, keep);

    private static CapturedMessage Row(long id) =>
        new()
        {
            Id = id,
            AtMicros = 1,
            Connection = 1,
            Client = "127.0.0.1",
            Direction = Direction.ClientToServer,
            Data = "x"u8.ToArray(),
            IsBinary = false,
            Size = 1,
        };
}

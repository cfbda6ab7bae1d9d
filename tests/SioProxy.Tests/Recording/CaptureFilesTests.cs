using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;
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
        using ICaptureStore store = new CaptureFiles(
            _directory.File("r.db"),
            isRotating: false,
            keep: null,
            NullLogger.Instance
        ).Current;
        Assert.Equal(_directory.File("r.db"), store.Path);
        Assert.Equal(2, store.NextRowId);
    }

    // Dates look like numbers of a rotation; so may any other capture's name.
    [Fact]
    public void Rotation_BesideCapturesOfOtherRuns_LeavesThemAlone()
    {
        string other = _directory.File("r-20251122.db");
        string next = _directory.File("r-0003.db");
        CaptureFile.Create(other).Dispose();
        CaptureFile.Create(next).Dispose();
        File.WriteAllText(_directory.File("r-0007.db"), "notes");

        Rotate(keep: 1, files: 3).Dispose();

        Assert.Equal(
            [next, _directory.File("r-0004.db"), _directory.File("r-0007.db"), other],
            Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal)
        );
        using CaptureReader reader = CaptureFile.OpenReader(other);
        Assert.Equal(0, reader.RowCount);
        using ICaptureStore store = Files(keep: null).Current;
        Assert.Equal(_directory.File("r-0004.db"), store.Path);
    }

    [Fact]
    public void Rotation_BesideTheSpillLogOfAFileThatWasMovedAway_LeavesIt()
    {
        CaptureFiles files = Files(keep: null);
        files.Current.Dispose();
        string left = _directory.File("r-0002.db.spill");
        File.WriteAllText(left, "rows of the file that was here");

        using ICaptureStore second = files.StartNext(1);

        Assert.Equal(_directory.File("r-0003.db"), second.Path);
        Assert.True(File.Exists(left));
    }

    [Fact]
    public void Rotation_WithAnOldFileThatCannotBeDeleted_GoesOn()
    {
        CaptureFiles files = Files(keep: 1);
        files.Current.Dispose();
        string first = _directory.File("r.db");
        File.Delete(first);
        Directory.CreateDirectory(first + "-wal"); // File.Delete refuses directories
        File.WriteAllText(first, "");

        using ICaptureStore second = files.StartNext(1);

        Assert.Equal(_directory.File("r-0002.db"), second.Path);
        Assert.True(Directory.Exists(first + "-wal"));
        second.Append([Row(1)]);
    }

    [Fact]
    public void TryNext_LeavesNothingBehindAndNothingChanged()
    {
        CaptureFiles files = Files(keep: null);
        using ICaptureStore first = files.Current;
        string[] before = Directory.GetFiles(_directory.Path);
        files.TryNext();
        File.WriteAllText(_directory.File("r-0002.db.trial"), "of a recorder that was killed");
        files.TryNext();
        Assert.Equal(before, Directory.GetFiles(_directory.Path));
        files.StartNext(1).Dispose();
        Assert.True(File.Exists(_directory.File("r-0002.db")));
    }

    [Fact]
    public void TryNext_WhereNoFileCanBeMade_Throws()
    {
        CaptureFiles files = Files(keep: null);
        files.Current.Dispose();
        Directory.CreateDirectory(_directory.File("r-0002.db.trial"));
        Assert.ThrowsAny<Exception>(files.TryNext);
    }

    [Fact]
    public void StartNext_WithADirectoryOfThatName_TakesTheNextNumber()
    {
        CaptureFiles files = Files(keep: null);
        files.Current.Dispose();
        Directory.CreateDirectory(_directory.File("r-0002.db"));
        files.StartNext(1).Dispose();
        Assert.True(File.Exists(_directory.File("r-0003.db")));
    }

    [Fact]
    public void Rotation_WithASessionAndAConnection_HasTheirIdsGoOn()
    {
        CaptureFiles files = Files(keep: null);
        using (ICaptureStore first = files.Current)
        {
            first.Append([Rows.Session(key: 4), Rows.Connection(id: 9), Row(1)]);
            files.StartNext(2).Dispose();
        }

        using ICaptureStore again = Files(keep: null).Current;

        Assert.Equal((2, 10, 5), (again.NextRowId, again.NextConnectionId, again.NextSessionKey));
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

    private CaptureFiles Files(int? keep) => new(_directory.File("r.db"), isRotating: true, keep, NullLogger.Instance);

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

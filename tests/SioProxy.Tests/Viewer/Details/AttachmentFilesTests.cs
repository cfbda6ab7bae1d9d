using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.Details;

namespace SioProxy.Tests.Viewer.Details;

public sealed class AttachmentFilesTests : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Save_ANewFile_IsItsOwnersAlone()
    {
        string target = _directory.File("saved");
        string file = Assert.Single(AttachmentFiles.Save(Details([1, 2, 3]), target, only: null));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file));
        AssertPrivate(file);
    }

    [Fact]
    public void Write_ANewFile_IsItsOwnersAlone()
    {
        RowDetails details = Details([1, 2, 3]);
        IReadOnlyList<string> names = AttachmentFiles.Names(details, _directory.Path);
        AttachmentFiles.Write(details, names);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Assert.Single(names)));
        AssertPrivate(names[0]);
    }

    [Fact]
    public void Write_OverAFile_LeavesItAsItIs()
    {
        RowDetails details = Details([1, 2, 3]);
        IReadOnlyList<string> names = AttachmentFiles.Names(details, _directory.Path);
        File.WriteAllText(names[0], "mine");
        Assert.Throws<IOException>(() => AttachmentFiles.Write(details, names));
        Assert.Equal("mine", File.ReadAllText(names[0]));
    }

    private static void AssertPrivate(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnersAlone, File.GetUnixFileMode(file));
        }
    }

    private static RowDetails Details(byte[] binary) =>
        new()
        {
            Row = new CapturedMessage
            {
                Id = 7,
                AtMicros = 1,
                Connection = 1,
                Client = "::1",
                Direction = Direction.ServerToClient,
                Size = binary.Length,
                Data = binary,
                IsBinary = true,
            },
        };
}

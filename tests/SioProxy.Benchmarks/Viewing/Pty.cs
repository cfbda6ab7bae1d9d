using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>A pseudo terminal of our own (Linux): between the program and the clock there is nothing else.</summary>
internal sealed class Pty : IDisposable
{
    private const int ReadWrite = 2; // O_RDWR
    private const int NoControl = 0x100; // O_NOCTTY
    private const nuint SetWindowSize = 0x5414; // TIOCSWINSZ

    private readonly SafeFileHandle _handle;

    public Pty(int columns, int rows)
    {
        int master = OpenMaster(ReadWrite | NoControl);
        if (master < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        _handle = new SafeFileHandle(master, ownsHandle: true);
        byte[] name = new byte[128];
        ushort[] size = [(ushort)rows, (ushort)columns, 0, 0];
        if (
            Grant(master) != 0
            || Unlock(master) != 0
            || NameOf(master, name, (nuint)name.Length) != 0
            || Control(master, SetWindowSize, size) != 0
        )
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        Name = System.Text.Encoding.ASCII.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
    }

    /// <summary>The device that the program is to have as its terminal.</summary>
    public string Name { get; }

    /// <summary>Waits for what the program paints; 0 when it has ended.</summary>
    public int Read(byte[] buffer)
    {
        nint read = ReadFrom(_handle.DangerousGetHandle().ToInt32(), buffer, (nuint)buffer.Length);
        return read < 0 ? 0 : (int)read; // EIO: nobody has the other side open any more
    }

    public void Write(byte[] bytes)
    {
        if (WriteTo(_handle.DangerousGetHandle().ToInt32(), bytes, (nuint)bytes.Length) != bytes.Length)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public void Dispose() => _handle.Dispose();

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int OpenMaster(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Grant(int master);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Unlock(int master);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int NameOf(int master, byte[] name, nuint length);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Control(int master, nuint request, ushort[] size);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint ReadFrom(int file, byte[] buffer, nuint length);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint WriteTo(int file, byte[] buffer, nuint length);
}

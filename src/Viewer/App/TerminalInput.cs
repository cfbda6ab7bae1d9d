using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SioProxy.Viewer.App;

/// <summary>
/// Waits for something to do: a key, the mouse, or work from another thread. The framework looks for keys some times a
/// second, which costs either time or processor; the operating system tells at once. Where there is no poll(2), it only waits.
/// </summary>
internal sealed class TerminalInput : IDisposable
{
    private const short Readable = 1;
    private const short Broken = 0x8 | 0x10 | 0x20; // POLLERR, POLLHUP, POLLNVAL

    private readonly int[] _pipe = [-1, -1];
    private readonly PollEntry[] _entries;

    public TerminalInput()
    {
        if (!IsSupported)
        {
            _entries = [];
            return;
        }
        if (CreatePipe(_pipe) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        _entries =
        [
            new PollEntry { Descriptor = 0, Events = Readable },
            new PollEntry { Descriptor = _pipe[0], Events = Readable },
        ];
    }

    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Ends a wait. From any thread.</summary>
    public void Wake()
    {
        if (IsSupported)
        {
            _ = Write(_pipe[1], [1], 1);
        }
    }

    /// <summary>Waits until there is input or somebody wakes us.</summary>
    /// <returns>What there is.</returns>
    public TerminalState Wait(TimeSpan atMost)
    {
        if (!IsSupported)
        {
            Thread.Sleep(atMost);
            return TerminalState.Quiet;
        }
        int ready = Poll(_entries, (nuint)_entries.Length, (int)atMost.TotalMilliseconds);
        if (ready <= 0)
        {
            return TerminalState.Quiet;
        }
        if ((_entries[1].Returned & Readable) != 0)
        {
            _ = Read(_pipe[0], new byte[256], 256);
        }
        return (_entries[0].Returned & Broken) != 0 ? TerminalState.Gone
            : (_entries[0].Returned & Readable) != 0 ? TerminalState.Input
            : TerminalState.Woken;
    }

    public void Dispose()
    {
        foreach (int descriptor in _pipe)
        {
            if (descriptor >= 0)
            {
                _ = Close(descriptor);
            }
        }
    }

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "pipe", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int CreatePipe([Out] int[] descriptors);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint Write(int descriptor, byte[] bytes, nuint count);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint Read(int descriptor, byte[] bytes, nuint count);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

using System.Runtime.InteropServices;

namespace SioProxy.Benchmarks.Load;

/// <summary>A process's CPU time in nanoseconds (Linux, clock_getcpuclockid(3)): /proc tells hundredths of a second only.</summary>
internal static class CpuClock
{
    /// <returns>Null: there is no such process, or no such clock here.</returns>
    public static TimeSpan? Of(int processId)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }
        int clock = (~processId << 3) | 2; // the kernel's name for the scheduler's clock of a process
        var time = default(Timespec);
        return GetTime(clock, ref time) == 0
            ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100))
            : null;
    }

    [DllImport("libc", EntryPoint = "clock_gettime", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, ref Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

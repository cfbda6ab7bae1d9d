using System.Runtime.InteropServices;

namespace SioProxy.Recording;

/// <summary>
/// Lets the recorder's threads stand back: what forwards comes first on a processor that both want. Linux only, where a
/// thread has a nice value of its own.
/// </summary>
internal static class BehindTraffic
{
    // Little enough that neither falls far behind on a busy machine: then rows would go to the spill log, or bytes be lost.
    private const int Nice = 5;

    /// <summary>Applies to the calling thread, for good.</summary>
    public static void Stand()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(which: 0, who: 0, Nice); // the calling thread; when refused it stays as it was
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetPriority(int which, int who, int priority);
}

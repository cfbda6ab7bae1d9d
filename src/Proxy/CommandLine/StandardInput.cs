namespace SioProxy.Proxy.CommandLine;

/// <summary>What the process was given as its standard input.</summary>
internal static class StandardInput
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC, asm-generic/fcntl.h

    /// <summary>
    /// Whether there was none, as after <c>&lt;&amp;-</c>. The runtime's own first file then has its number, and reading from that
    /// may never end; what a process was started with cannot be marked to be closed by starting it. False where that cannot be told.
    /// </summary>
    public static bool IsClosed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        try
        {
            string? flags = File.ReadLines("/proc/self/fdinfo/0")
                .FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && (ParseOctal(flags["flags:".Length..]) & CloseOnExec) != 0;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int ParseOctal(string digits)
    {
        int value = 0;
        foreach (char digit in digits.Trim())
        {
            value = (value << 3) | (digit - '0');
        }
        return value;
    }
}

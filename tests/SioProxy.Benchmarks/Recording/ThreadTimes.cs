using System.Globalization;

namespace SioProxy.Benchmarks.Recording;

/// <summary>What the threads of a process have used so far, by name (Linux, /proc).</summary>
internal static class ThreadTimes
{
    public static Dictionary<string, long> OfThisProcess() => Of(Environment.ProcessId);

    /// <summary>Nanoseconds of CPU; threads of the same name together.</summary>
    public static Dictionary<string, long> Of(int processId)
    {
        var times = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (
            string task in Directory.EnumerateDirectories(
                $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/task"
            )
        )
        {
            try
            {
                string name = File.ReadAllText(Path.Combine(task, "comm")).Trim();
                string nanos = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0];
                times[name] = times.GetValueOrDefault(name) + long.Parse(nanos, CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // it has ended meanwhile
            }
        }
        return times;
    }
}

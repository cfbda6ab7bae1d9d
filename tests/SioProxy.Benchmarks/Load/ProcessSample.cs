using System.Diagnostics;
using System.Globalization;

namespace SioProxy.Benchmarks.Load;

/// <summary>What a process, with its children, has used so far (Linux, /proc).</summary>
internal readonly record struct ProcessSample(TimeSpan Cpu, long ResidentBytes)
{
    public static ProcessSample Of(int processId)
    {
        var cpu = TimeSpan.Zero;
        long resident = 0;
        foreach (int id in WithChildren(processId))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                cpu += CpuClock.Of(id) ?? process.TotalProcessorTime;
                resident += process.WorkingSet64;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // A child that has ended meanwhile has nothing more to count.
            }
        }
        return new ProcessSample(cpu, resident);
    }

    private static List<int> WithChildren(int processId)
    {
        List<int> all = [processId];
        for (int i = 0; i < all.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{all[i]}/task/{all[i]}/children");
            if (File.Exists(path))
            {
                all.AddRange(
                    File.ReadAllText(path)
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
                );
            }
        }
        return all;
    }
}

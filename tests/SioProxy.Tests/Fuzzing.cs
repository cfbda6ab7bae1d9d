using System.Diagnostics;
using System.Globalization;

namespace SioProxy.Tests;

/// <summary>
/// What the fuzzing tests have in common: few rounds in each test run, more where <c>SIOPROXY_FUZZ_ROUNDS</c> asks for them
/// (a factor), and limits that only a hang or memory out of proportion exceeds.
/// </summary>
internal static class Fuzzing
{
    // Quadratic work on these inputs would take hours; linear takes milliseconds, also on a busy machine.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    public static int Factor { get; } =
        int.TryParse(
            Environment.GetEnvironmentVariable("SIOPROXY_FUZZ_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? Math.Max(1, rounds / 1500)
            : 1;

    /// <summary>Runs an action that must come to an end, and without taking more than it may.</summary>
    public static void Bounded(string what, long maxAllocated, Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        action();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(Stopwatch.GetElapsedTime(start) < Enough, $"{what} took {Stopwatch.GetElapsedTime(start)}");
        Assert.True(allocated <= maxAllocated, $"{what} allocated {allocated} bytes; {maxAllocated} are allowed");
    }
}

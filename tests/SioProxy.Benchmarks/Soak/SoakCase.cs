namespace SioProxy.Benchmarks.Soak;

/// <summary>One way of trying to break the product: short among the tests, long as a soak.</summary>
/// <param name="About">What must hold, in one line.</param>
internal sealed record SoakCase(string Name, string About, Func<SoakRun, Task> RunAsync);

using System.CommandLine;
using BenchmarkDotNet.Running;
using SioProxy.Benchmarks.Load;

if (args is ["bare-yarp", string upstream, string listen, string scheduling])
{
    return await BareYarp.RunAsync(upstream, listen, string.Equals(scheduling, "inline", StringComparison.Ordinal));
}
if (args is ["load", ..])
{
    return await new RootCommand("Measures SioProxy beside its peers") { LoadCommand.Create() }
        .Parse(args)
        .InvokeAsync();
}
BenchmarkSwitcher.FromAssembly(typeof(LoadCommand).Assembly).Run(args);
return 0;

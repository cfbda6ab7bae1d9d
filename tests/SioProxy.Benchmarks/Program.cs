using System.CommandLine;
using BenchmarkDotNet.Running;
using SioProxy.Benchmarks.Captures;
using SioProxy.Benchmarks.Codecs;
using SioProxy.Benchmarks.Load;
using SioProxy.Benchmarks.Reading;
using SioProxy.Benchmarks.Recording;
using SioProxy.Benchmarks.Replay;
using SioProxy.Benchmarks.Soak;
using SioProxy.Benchmarks.Starting;
using SioProxy.Benchmarks.Storage;
using SioProxy.Benchmarks.Viewing;

if (args is ["bare-yarp", string upstream, string listen, string scheduling])
{
    return await BareYarp.RunAsync(upstream, listen, string.Equals(scheduling, "inline", StringComparison.Ordinal));
}
if (args is ["storage", .. string[] storage])
{
    return StorageBenchmark.Run(storage);
}
if (args is ["recording", .. string[] recording])
{
    return await RecordingBenchmark.RunAsync(recording);
}
if (args is ["replay-server"])
{
    return await AckServer.RunAsync();
}
if (args is ["replay" or "load" or "codecs" or "generate" or "reading" or "soak" or "start" or "viewer", ..])
{
    var root = new RootCommand("Measures SioProxy beside its peers")
    {
        LoadCommand.Create(),
        CodecsCommand.Create(),
        GenerateCommand.Create(),
        ReadingCommand.Create(),
        SoakCommand.Create(),
        StartCommand.Create(),
        ViewerCommand.Create(),
        ReplayCommand.Create(),
    };
    return await root.Parse(args).InvokeAsync();
}
BenchmarkSwitcher.FromAssembly(typeof(LoadCommand).Assembly).Run(args);
return 0;

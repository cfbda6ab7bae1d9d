using System.CommandLine;

namespace SioProxy.Proxy.Demo;

/// <summary>The <c>demo</c> command.</summary>
internal static class DemoCommand
{
    private static readonly Option<string> Output = new("--output")
    {
        HelpName = "FILE",
        Description = "The capture (default: recordings/<UTC time>.db); an existing one is appended to.",
    };

    public static Command Create()
    {
        var command = new Command("demo", "Record a small chat of our own, to see what there is to see.") { Output };
        command.SetAction((parsed, cancellationToken) => DemoRun.RunAsync(parsed.GetValue(Output), cancellationToken));
        return command;
    }
}

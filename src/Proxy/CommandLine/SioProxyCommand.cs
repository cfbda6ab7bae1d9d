using System.CommandLine;
using SioProxy.Proxy.Demo;
using SioProxy.Proxy.Hosting;
using SioProxy.Proxy.Terminal;

namespace SioProxy.Proxy.CommandLine;

/// <summary>The program's command line. Exit codes: 0 stopped cleanly, 1 runtime failure, 2 wrong usage or configuration.</summary>
internal static class SioProxyCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        RootCommand root = new("Records Socket.IO traffic between clients and servers without changing it.")
        {
            RecordCommand.Create(),
            DecodeCommand.Create(),
            DemoCommand.Create(),
        };
        IReadOnlyList<string> line = WithCommand(root, arguments);
        bool isJson = AsksForJson(line);
        if (!IsNamed(root, line[0]))
        {
            string commands = string.Join(", ", root.Subcommands.Select(command => command.Name));
            return Fail(
                $"there is no command '{line[0]}': one of {commands} is expected, or options of record.",
                2,
                isJson
            );
        }
        ParseResult parsed = root.Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null }); // @ begins values
        if (parsed.Errors.Count > 0)
        {
            return Fail($"{parsed.Errors[0].Message.TrimEnd('.')}; see sioproxy --help.", 2, isJson);
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (UsageException e)
        {
            return Fail(e.Message, 2, isJson);
        }
        catch (Exception e) // whatever is left: one sentence instead of a stack
        {
            return Fail(e.Message, 1, isJson);
        }
    }

    /// <summary><c>record</c> is what is meant when no command is named.</summary>
    private static IReadOnlyList<string> WithCommand(RootCommand root, IReadOnlyList<string> arguments)
    {
        string first = arguments.Count == 0 ? "" : arguments[0];
        return first.Length > 0 && (first[0] != '-' || IsNamed(root, first)) ? arguments : ["record", .. arguments];
    }

    private static bool IsNamed(RootCommand root, string first) =>
        first is "--help" or "-h" or "-?" or "/?" or "--version"
        || first.StartsWith('[') // a directive of the command line library, such as [suggest]
        || root.Subcommands.Any(command => string.Equals(command.Name, first, StringComparison.Ordinal));

    // Also when the line cannot be parsed: whoever reads the logs reads this too.
    private static bool AsksForJson(IReadOnlyList<string> line)
    {
        bool isJson = false;
        for (int i = 0; i < line.Count; i++)
        {
            string[] parts = line[i].Split(['=', ':'], 2);
            if (string.Equals(parts[0], "--json-logs", StringComparison.Ordinal))
            {
                string? value = parts.Length > 1 ? parts[1] : line.ElementAtOrDefault(i + 1);
                isJson = !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);
            }
        }
        return isJson;
    }

    private static int Fail(string sentence, int code, bool isJson)
    {
        using var console = new StatusConsole(Console.Error, isTerminal: false);
        string[] lines = isJson
            ? [ConsoleLogs.ToJson(LogLevel.Error, default, sentence, null, null)]
            : $"sioproxy: {sentence}".Split('\n');
        foreach (string line in lines)
        {
            console.WriteLine(line);
        }
        return code;
    }
}

using System.CommandLine;
using SioProxy.Replay.Serving;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Viewer.Commands;

/// <summary>The arguments and options of <c>sioview serve</c>.</summary>
internal sealed class ServeSymbols
{
    private readonly Argument<string> _file = FileArguments.Create();
    private readonly Argument<string?> _filter = FilterArguments.Create();

    private readonly Option<string?> _sid = Text("--session", "SID", "Serve only this session.");

    private readonly Option<string?> _listen = Text("--listen", "URL", "Where to listen; port 0 is any free port.");

    private readonly Option<string?> _rules = Text("--rules", "RULES.json", "What may differ: a rules file.");

    private readonly Option<bool> _lenient = new("--lenient")
    {
        Description = "Take an event for the recorded one of its name, though its arguments differ.",
    };

    private readonly Option<string?> _unknown = Text(
        "--on-unknown",
        "ignore|error|passthrough:URL",
        "What happens to events that were not recorded: nothing (the default), a disconnect, or a real server answers."
    );

    private readonly Option<string?> _assign = Text(
        "--assign",
        "order|KEY",
        "Which live client is which recorded one: by order (the default), or by auth.NAME, query.NAME or cookie.NAME."
    );

    private readonly Option<string?> _pace = Text(
        "--pace",
        "asap|recorded",
        "asap (the default): answers come at once, timers when they came; recorded: everything when it came."
    );

    private readonly Option<bool> _once = new("--once")
    {
        Description = "End when every recorded client was served and has left.",
    };

    private readonly Option<string?> _wait = Text(
        "--wait",
        "SECONDS",
        "With --once: end when nothing came for so long, though something is missing. Default 10."
    );

    private readonly Option<string?> _report = Text("--report", "FILE", "Write the report to a file as well.");
    private readonly Option<bool> _force = new("--force") { Description = "Replace an existing report." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Do not tell what happens." };

    public void AddTo(Command command)
    {
        _filter.Description = "Serve only the sessions that have a row that matches.";
        command.Add(_file);
        command.Add(_filter);
        Option[] options = [_sid, _listen, _rules, _lenient, _unknown, _assign, _pace, _once, _wait, _report];
        foreach (Option option in (IEnumerable<Option>)[.. options, _force, _json, _quiet])
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandUsageException">One of them has a value that it cannot have.</exception>
    public ServeOptions Read(ParseResult result)
    {
        string? onUnknown = result.GetValue(_unknown);
        return new ServeOptions
        {
            File = result.GetRequiredValue(_file),
            Filter = FilterArguments.Parse(result.GetValue(_filter)),
            Sid = result.GetValue(_sid),
            Listen = ServeArguments.Listen(result.GetValue(_listen)),
            Serving = new ServingOptions
            {
                Rules = RulesArgument.Read(result.GetValue(_rules)),
                Lenient = result.GetValue(_lenient),
                OnUnknown = ServeArguments.OnUnknown(onUnknown),
                Assign = ServeArguments.Assign(result.GetValue(_assign)),
                Pace = ServeArguments.Pace(result.GetValue(_pace)),
            },
            PassThrough = ServeArguments.PassThrough(onUnknown),
            Once = result.GetValue(_once),
            Wait =
                result.GetValue(_once) || result.GetValue(_wait) is null
                    ? ServeArguments.Wait(result.GetValue(_wait))
                    : throw new CommandUsageException(
                        "--wait ends a serving with --once only: add it, or end with Ctrl+C."
                    ),
            Report = result.GetValue(_report),
            Force = result.GetValue(_force),
            Json = result.GetValue(_json),
            Quiet = result.GetValue(_quiet),
        };
    }

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };
}

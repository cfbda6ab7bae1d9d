using System.CommandLine;
using System.Globalization;
using SioProxy.Replay.Playing;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Viewer.Commands;

/// <summary>The arguments of <c>sioview replay</c>, and what their texts mean.</summary>
internal sealed class ReplayArguments
{
    private readonly Argument<string> _file = FileArguments.Create();

    private readonly Argument<string?> _filter = new("FILTER")
    {
        Description = "Play only the sessions that have a row which matches.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _target = Text("--target", "URL", "The server to play against: http or https.");
    private readonly Option<string?> _session = Text("--session", "SID", "Play only this session.");
    private readonly Option<string?> _rules = Text("--rules", "RULES.json", "What may differ: a rules file.");

    private readonly Option<string?> _transport = Text(
        "--transport",
        "as-recorded|websocket|polling",
        "Which transports to use [as-recorded]."
    );

    private readonly Option<string?> _cross = Text(
        "--cross",
        "causal|global|none",
        "What a step waits for on other sockets [causal]."
    );

    private readonly Option<string?> _pace = Text(
        "--pace",
        "asap|recorded|xN",
        "When steps are sent, beyond their order: asap, recorded, x2, x0.5… [asap]."
    );

    private readonly Option<string?> _timeout = Text(
        "--timeout",
        "DURATION",
        "How long an awaited step may take beyond its recorded time: 500ms, 5s, 1m [5s]."
    );

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Supply a redacted value by its name; may be repeated.",
        HelpName = "NAME=value",
    };

    private readonly Option<string[]> _setEnv = new("--set-env")
    {
        Description =
            "Supply a redacted value by its name from the environment variable of that name; may be repeated.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _report = Text(
        "--report",
        "FILE",
        "Write the report to a file as well: .json, .xml (JUnit), .html or .txt."
    );

    private readonly Option<string?> _learn = Text(
        "--learn",
        "RULES.json",
        "Play twice and propose rules for what differs between the runs, in a file for review."
    );

    private readonly Option<string?> _clients = Text(
        "--clients",
        "N",
        "Play this many copies of the clients at once [1]."
    );

    private readonly Option<string?> _ramp = Text("--ramp", "DURATION", "The time over which the copies begin [0s].");
    private readonly Option<string?> _record = Text("--record", "FILE", "Record the replay into a capture.");

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the plan; send nothing." };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Do not verify the certificate of an https target.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace existing files." };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_filter);
        foreach (
            Option option in (Option[])
                [
                    _target,
                    _session,
                    _rules,
                    _transport,
                    _cross,
                    _pace,
                    _timeout,
                    _set,
                    _setEnv,
                    _learn,
                    _clients,
                    _ramp,
                    _record,
                    _report,
                    _dryRun,
                    _insecure,
                    _json,
                    _force,
                ]
        )
        {
            command.Add(option);
        }
    }

    public ReplayOptions Read(ParseResult result) =>
        new()
        {
            File = result.GetRequiredValue(_file),
            Target = TargetOf(result.GetValue(_target)),
            Filter = result.GetValue(_filter),
            Session = result.GetValue(_session),
            Play = new PlayRules
            {
                Rules = RulesArgument.Read(result.GetValue(_rules)),
                Cross = CrossOf(result.GetValue(_cross)),
                Pace = PaceOf(result.GetValue(_pace)),
                Timeout = DurationOf("--timeout", result.GetValue(_timeout)) ?? TimeSpan.FromSeconds(5),
                Supplied = new SuppliedValues(
                    [
                        .. (result.GetValue(_setEnv) ?? []).Select(FromEnvironment),
                        .. (result.GetValue(_set) ?? []).Select(Pair),
                    ],
                    Environment.GetEnvironmentVariable
                ),
            },
            Transport = TransportOf(result.GetValue(_transport)),
            Clients = ClientsOf(result.GetValue(_clients)),
            Ramp = DurationOf("--ramp", result.GetValue(_ramp)) ?? TimeSpan.Zero,
            Learn = result.GetValue(_learn),
            Record = result.GetValue(_record),
            Report = result.GetValue(_report),
            DryRun = result.GetValue(_dryRun),
            Insecure = result.GetValue(_insecure),
            Force = result.GetValue(_force),
            Json = result.GetValue(_json),
        };

    internal static TimeSpan? DurationOf(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }
        (string unit, double millis)[] units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
        foreach ((string unit, double millis) in units)
        {
            if (
                text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text[..^unit.Length],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out double number
                )
                && number * millis <= int.MaxValue
            )
            {
                return TimeSpan.FromMilliseconds(number * millis);
            }
        }
        throw new CommandUsageException($"{option} '{text}' is no duration: write 500ms, 5s or 1m.");
    }

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    private static Uri? TargetOf(string? text)
    {
        if (text is null)
        {
            return null;
        }
        bool isUrl =
            Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && url.Scheme is "http" or "https"
            && url.Host.Length > 0;
        return isUrl
            ? url
            : throw new CommandUsageException(
                $"--target '{text}' is no http or https URL, such as http://localhost:3000."
            );
    }

    private static TransportChoice TransportOf(string? text) =>
        text switch
        {
            null or "as-recorded" => TransportChoice.AsRecorded,
            "websocket" => TransportChoice.WebSocket,
            "polling" => TransportChoice.Polling,
            _ => throw new CommandUsageException($"--transport is as-recorded, websocket or polling, not '{text}'."),
        };

    private static int ClientsOf(string? text) =>
        text is null ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number is >= 1 and <= 1_000_000
            ? number
        : throw new CommandUsageException($"--clients is a number from 1 to 1000000, not '{text}'.");

    private static CrossOrder CrossOf(string? text) =>
        text switch
        {
            null or "causal" => CrossOrder.Causal,
            "global" => CrossOrder.Global,
            "none" => CrossOrder.None,
            _ => throw new CommandUsageException($"--cross is causal, global or none, not '{text}'."),
        };

    private static Pace PaceOf(string? text) =>
        Pace.TryParse(text ?? "asap", out Pace pace)
            ? pace
            : throw new CommandUsageException($"--pace is asap, recorded or a speed such as x2 or x0.5, not '{text}'.");

    private static KeyValuePair<string, string> FromEnvironment(string name) =>
        new(
            name,
            Environment.GetEnvironmentVariable(name)
                ?? throw new CommandUsageException($"--set-env {name}: there is no environment variable of that name.")
        );

    private static KeyValuePair<string, string> Pair(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals], text[(equals + 1)..])
            : throw new CommandUsageException($"--set takes NAME=value, not '{text}'.");
    }
}

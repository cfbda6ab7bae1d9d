using SioProxy.Filtering;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Rules;
using SioProxy.Viewer.Commands;

namespace SioProxy.Viewer.Replaying;

/// <summary>What the replay dialog asks for; remembered from one replay to the next. Knows no terminal.</summary>
internal sealed class ReplayForm
{
    private static readonly string[] Transports = ["as-recorded", "websocket", "polling"];

    private readonly string _capture;
    private readonly ReplayField _scope;
    private readonly ReplayField _target = new("Server", "") { IsRequired = true, Hint = "http://localhost:3000" };
    private readonly ReplayField _pace = new("Pace", "asap") { Choices = ["asap", "recorded", "x2", "x10"] };
    private readonly ReplayField _transport = new("Transport", Transports[0]) { Choices = Transports };
    private readonly ReplayField _rules;
    private readonly ReplayField _record = new("Record to", "") { Hint = "a new capture of the run; empty: none" };
    private readonly Dictionary<string, ReplayField> _secrets = new(StringComparer.Ordinal);
    private IReadOnlyList<(ReplayScope Scope, string Text)> _scopes = [];
    private string? _sid;
    private Filter _shown = Filter.All;

    public ReplayForm(string capture)
    {
        _capture = capture;
        _scope = new ReplayField("Play", "") { Choices = [""] };
        _rules = new ReplayField("Rules", capture + ".rules.json")
        {
            Hint = "what may differ; made when the first difference is accepted",
        };
    }

    /// <summary>The fields, from top to bottom.</summary>
    public IReadOnlyList<ReplayField> Fields =>
        [_scope, _target, _pace, _transport, _rules, _record, .. _secrets.Values];

    /// <summary>Says what could be played now.</summary>
    /// <param name="sid">The session of the selected packet; null when it has none.</param>
    /// <param name="shown">What the packet list shows.</param>
    public void Offer(string? sid, Filter shown)
    {
        bool isSame = string.Equals(sid, _sid, StringComparison.Ordinal) && _scope.Text.Length > 0;
        _sid = sid;
        _shown = shown;
        _scopes =
        [
            .. sid is null ? [] : (IEnumerable<(ReplayScope, string)>)[(ReplayScope.Selected, $"session {sid}")],
            (ReplayScope.Shown, "the sessions that the filter shows"),
            (ReplayScope.All, "all sessions"),
        ];
        _scope.Choices = [.. _scopes.Select(scope => scope.Text)];
        if (!isSame || !_scope.Choices.Contains(_scope.Text, StringComparer.Ordinal))
        {
            _scope.Text = _scope.Choices[0];
        }
    }

    /// <summary>Asks for values that redaction took out of the capture.</summary>
    public void Need(IReadOnlyList<SuppliedPlace> places)
    {
        foreach (SuppliedPlace place in places)
        {
            _ = _secrets.TryAdd(
                place.Digits,
                new ReplayField(place.Name, "")
                {
                    IsSecret = true,
                    IsRequired = true,
                    Hint = $"taken out of {place.Where}",
                }
            );
        }
    }

    /// <summary>Reads the fields.</summary>
    /// <returns>What is wrong, as a sentence; null when nothing is.</returns>
    public string? Read(out ReplayRequest? request)
    {
        request = null;
        if (!Uri.TryCreate(_target.Text, UriKind.Absolute, out Uri? target) || target.Scheme is not ("http" or "https"))
        {
            return "Say where the server is, such as http://localhost:3000.";
        }
        if (!Pace.TryParse(_pace.Text, out Pace pace))
        {
            return "A pace is asap, recorded, or a speed such as x2.";
        }
        string? record = _record.Text.Length == 0 ? null : _record.Text;
        if (record is not null && File.Exists(record))
        {
            return $"'{record}' exists already: name another file to record to.";
        }
        ReplayRules rules;
        try
        {
            rules = File.Exists(_rules.Text) ? RulesArgument.Read(_rules.Text) : ReplayRules.None;
        }
        catch (CommandUsageException e)
        {
            return e.Message;
        }
        ReplayScope scope = _scopes.FirstOrDefault(IsChosen).Scope;
        request = new ReplayRequest
        {
            Filter = scope == ReplayScope.Shown ? _shown : Filter.All,
            Sid = scope == ReplayScope.Selected ? _sid : null,
            Target = target,
            Pace = pace,
            Transport = (TransportChoice)Array.IndexOf(Transports, _transport.Text),
            Rules = rules,
            RulesPath = _rules.Text.Length == 0 ? _capture + ".rules.json" : _rules.Text,
            Record = record,
            Supplied = new SuppliedValues(
                _secrets
                    .Where(secret => secret.Value.Text.Length > 0)
                    .Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Text)),
                Environment.GetEnvironmentVariable
            ),
        };
        return null;
    }

    private bool IsChosen((ReplayScope Scope, string Text) scope) =>
        string.Equals(scope.Text, _scope.Text, StringComparison.Ordinal);
}

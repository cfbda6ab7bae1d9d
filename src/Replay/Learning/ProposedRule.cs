using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Learning;

/// <summary>A rule that would have made two runs against the same server agree.</summary>
/// <param name="Rule">The rule, its reason included.</param>
/// <param name="Count">How many differences it explains.</param>
public sealed record ProposedRule(ReplayRule Rule, int Count);

using System.Globalization;

namespace SioProxy.Viewer.Sessions;

/// <summary>Requests of one client that were refused in the same way, outside any session of the capture.</summary>
internal sealed record RefusalGroup(string Client, string Answer, Diagnosis? Diagnosis, IReadOnlyList<Refusal> Refusals)
{
    public static IReadOnlyList<RefusalGroup> Of(IEnumerable<Refusal> refusals) =>
        [
            .. refusals
                .GroupBy(refusal =>
                    (refusal.Client, Answer: AnswerOf(refusal), Code: RefusalDiagnoser.Of(refusal)?.Code)
                )
                .Select(group =>
                {
                    List<Refusal> all = [.. group];
                    return new RefusalGroup(group.Key.Client, group.Key.Answer, RefusalDiagnoser.Of(all[0]), all);
                }),
        ];

    private static string AnswerOf(Refusal refusal)
    {
        string status = refusal.Status?.ToString(CultureInfo.InvariantCulture) ?? "no response";
        string code = refusal.Code is { } number ? string.Create(CultureInfo.InvariantCulture, $" code {number}") : "";
        return $"{status}{code} {refusal.Message}".TrimEnd();
    }
}

using SioProxy.Viewer.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sessions --problems</c>: what is wrong, each kind a line, however many sessions have it.</summary>
internal static class ProblemLines
{
    private const int MostNamed = 5;

    public static void Write(CommandOutput output, SessionOverview overview, bool isJson)
    {
        if (!isJson)
        {
            foreach (ProblemGroup group in ProblemGroup.Of(overview))
            {
                output.WriteLine(
                    RefusalLines.Of($"{AmountText.Count(group.Cases.Count)} x {group.Code}", group.Example)
                );
                string[] sids =
                [
                    .. group.Cases.Select(each => each.Sid).OfType<string>().Distinct(StringComparer.Ordinal),
                ];
                if (sids.Length > 0)
                {
                    string more =
                        sids.Length > MostNamed ? $" and {AmountText.Count(sids.Length - MostNamed)} more" : "";
                    output.WriteLine($"  sessions {string.Join(' ', sids.Take(MostNamed))}{more}");
                }
            }
            return;
        }
        using var objects = new SafeJsonStream(output);
        foreach (ProblemGroup group in ProblemGroup.Of(overview))
        {
            JsonLine.Write(
                objects,
                json =>
                {
                    SessionJson.WriteMembers(json, group.Example);
                    json.WriteNumber("count", group.Cases.Count);
                    json.WriteStartArray("cases");
                    foreach (ProblemCase each in group.Cases)
                    {
                        json.WriteStartObject();
                        json.WriteString("session", each.Sid);
                        json.WriteString("client", each.Client);
                        json.WriteString("finding", each.Diagnosis.Finding);
                        json.WriteNumber("row", each.Diagnosis.Row);
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                }
            );
        }
    }
}

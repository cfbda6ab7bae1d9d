using System.Globalization;
using SioProxy.Viewer.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Commands;

/// <summary>Diagnoses, and requests that became no session, as lines or as objects.</summary>
internal static class RefusalLines
{
    public static void Write(CommandOutput output, IReadOnlyList<RefusalGroup> groups, bool isJson)
    {
        if (!isJson)
        {
            foreach (RefusalGroup group in groups)
            {
                output.WriteLine(Of(group));
            }
            return;
        }
        using var objects = new SafeJsonStream(output);
        foreach (RefusalGroup group in groups)
        {
            JsonLine.Write(
                objects,
                json =>
                {
                    json.WriteString("client", group.Client);
                    json.WriteString("answer", group.Answer);
                    json.WriteNumber("count", group.Refusals.Count);
                    json.WriteNumber("firstRow", group.Refusals[0].Row);
                    json.WriteNumber("lastRow", group.Refusals[^1].Row);
                    if (group.Diagnosis is { } diagnosis)
                    {
                        json.WriteStartObject("diagnosis");
                        SessionJson.WriteMembers(json, diagnosis);
                        json.WriteEndObject();
                    }
                    else
                    {
                        json.WriteNull("diagnosis");
                    }
                }
            );
        }
    }

    /// <summary>A diagnosis of a session, in a line.</summary>
    public static string Of(string subject, Diagnosis diagnosis)
    {
        string row = diagnosis.Row is { } id ? string.Create(CultureInfo.InvariantCulture, $" (row {id})") : "";
        return $"{subject}: {diagnosis.ConfidenceWord}: {diagnosis.Finding}{row} {diagnosis.Advice}";
    }

    private static string Of(RefusalGroup group)
    {
        string subject = $"refused {AmountText.Count(group.Refusals.Count)} x {group.Client}, {group.Answer}";
        return group.Diagnosis is { } diagnosis
            ? Of(subject, diagnosis)
            : string.Create(CultureInfo.InvariantCulture, $"{subject} (row {group.Refusals[0].Row})");
    }
}

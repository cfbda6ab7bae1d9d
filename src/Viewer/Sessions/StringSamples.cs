using System.Runtime.InteropServices;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>Looks at the first few events of each name for arguments that are JSON within a string.</summary>
internal sealed class StringSamples
{
    private const int Few = 3;
    private const int MostNames = 500;
    private const int MostBytes = 64 * 1024;

    private readonly Dictionary<(string Name, Direction Direction), Sample> _samples = [];

    public bool Wants(in PlainRow row)
    {
        if (row is not { IsEvent: true, EventName: { } name, Direction: { } direction, Size: > 4 and < MostBytes })
        {
            return false;
        }
        return _samples.TryGetValue((name, direction), out Sample sample)
            ? sample.Looked < Few
            : _samples.Count < MostNames;
    }

    public void Add(CapturedPacket packet)
    {
        ref Sample sample = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _samples,
            (packet.EventName ?? "", packet.Direction),
            out _
        );
        sample.Looked++;
        if (EncodedArgument(packet) is { } argument)
        {
            sample.Found++;
            sample.Argument = argument;
            sample.Row = packet.Id;
        }
    }

    public IEnumerable<Diagnosis> Diagnoses() =>
        _samples
            .Where(pair => pair.Value.Found > 0 && pair.Value.Found == pair.Value.Looked)
            .Select(pair => new Diagnosis(
                DiagnosisCode.DoubleEncoded,
                pair.Value.Found == Few ? Confidence.Likely : Confidence.Possible,
                FormattableString.Invariant(
                    $"Argument {pair.Value.Argument} of '{pair.Key.Name}' from the {RowNames.Of(pair.Key.Direction)} is JSON within a string, in {pair.Value.Found} of {pair.Value.Looked} looked at."
                ),
                "Pass the object itself to emit(): Socket.IO encodes it. JSON.stringify makes the receiver parse twice.",
                pair.Value.Row
            ));

    // Which argument, counted from 0 as filters do; null when none is.
    private static int? EncodedArgument(CapturedPacket packet)
    {
        if (PacketContent.Args(packet) is not { IsEmpty: false } args)
        {
            return null;
        }
        try
        {
            var reader = new Utf8JsonReader(args.Span, new JsonReaderOptions { MaxDepth = 512 });
            int argument = -1;
            while (reader.Read())
            {
                argument +=
                    reader.CurrentDepth == 1
                    && reader.TokenType is not JsonTokenType.EndArray and not JsonTokenType.EndObject
                        ? 1
                        : 0;
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.String && IsJson(reader.GetString()))
                {
                    return argument;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or strings that are no text: nothing to be said of it.
        }
        return null;
    }

    private static bool IsJson(string? text)
    {
        if (text is not ['{', .., '}'] and not ['[', .., ']'])
        {
            return false;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Sample
    {
        public int Looked;
        public int Found;
        public int Argument;
        public long Row;
    }
}

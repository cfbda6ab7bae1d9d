using System.Globalization;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>The messages of a capture by the number in their connection's target.</summary>
internal sealed class FidelityCapture
{
    private readonly Dictionary<(int Number, Direction Direction), List<byte[]>> _messages = [];

    public static FidelityCapture Read(string capture, SoakRun run)
    {
        var read = new FidelityCapture();
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        Dictionary<long, int> numbers = Numbers(reader);
        foreach (CapturedRow row in reader.Read(Filter.All))
        {
            switch (row)
            {
                case CapturedGap gap:
                    run.Problem($"a gap: {gap.Why}");
                    break;
                case CapturedPacket packet:
                    read.Add(numbers[row.Connection], packet.Direction, packet.Raw);
                    break;
                case CapturedMessage message:
                    read.Add(numbers[row.Connection], message.Direction, message.Data);
                    break;
            }
        }
        return read;
    }

    public IReadOnlyList<byte[]> Messages(int number, Direction direction) =>
        _messages.TryGetValue((number, direction), out List<byte[]>? messages) ? messages : [];

    private static Dictionary<long, int> Numbers(CaptureReader reader)
    {
        var numbers = new Dictionary<long, int>();
        IReadOnlyList<ConnectionEntry> page;
        long after = 0;
        while ((page = reader.Connections(after)).Count > 0)
        {
            foreach (ConnectionEntry connection in page)
            {
                int at = connection.Target.IndexOf("&n=", StringComparison.Ordinal) + 3;
                numbers[connection.Id] = int.Parse(connection.Target.AsSpan(at), CultureInfo.InvariantCulture);
                after = connection.Id;
            }
        }
        return numbers;
    }

    private void Add(int number, Direction direction, ReadOnlyMemory<byte> message)
    {
        if (!_messages.TryGetValue((number, direction), out List<byte[]>? messages))
        {
            _messages[(number, direction)] = messages = [];
        }
        messages.Add(message.ToArray());
    }
}

using Microsoft.Data.Sqlite;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>Opens a capture as a user would and holds it against what passed.</summary>
internal sealed class CaptureCheck(string capture, SoakRun run)
{
    /// <summary>The latest row of the last look; the next one begins behind it.</summary>
    public long LastId { get; private set; }

    /// <summary>Rows over all looks.</summary>
    public long Rows { get; private set; }

    /// <summary>Gap rows over all looks.</summary>
    public long Gaps { get; private set; }

    /// <summary>Events that had to be there, over all looks.</summary>
    public long Expected { get; private set; }

    /// <summary>Events that had to be there and were not.</summary>
    public long Missing { get; private set; }

    /// <summary>Opens, reads on, and looks for events and for their echoes.</summary>
    public void Look(IEnumerable<EventId> expected, string when)
    {
        try
        {
            using (CaptureReader reader = CaptureFile.OpenReader(capture))
            {
                Look(reader, [.. expected], when);
            }
            CheckIntegrity(when);
        }
        catch (CaptureFileException e)
        {
            run.Problem($"{when}: {e.Message}");
        }
    }

    private void Look(CaptureReader reader, HashSet<EventId> expected, string when)
    {
        HashSet<EventId>[] found =
        [
            [],
            [],
        ];
        long previous = LastId;
        foreach (CapturedRow row in reader.Read(Filter.All, afterId: LastId))
        {
            run.Check(previous == 0 || row.Id == previous + 1, () => $"{when}: row {row.Id} follows row {previous}");
            previous = row.Id;
            Rows++;
            Gaps += row is CapturedGap ? 1 : 0;
            if (EventId.Of(row) is { } id && !found[(int)((CapturedPacket)row).Direction].Add(id))
            {
                run.Problem($"{when}: {id} is there twice");
            }
        }
        LastId = previous;
        Expected += expected.Count;
        foreach (Direction direction in new[] { Direction.ClientToServer, Direction.ServerToClient })
        {
            int missing = expected.Count(id => !found[(int)direction].Contains(id));
            Missing += missing;
            run.Check(missing == 0, () => $"{when}: {missing} of {expected.Count} events {direction} are missing");
        }
        long living = reader.Sessions().LongCount(session => session.EndedAtMicros is null);
        run.Check(living == 0, () => $"{when}: {living} sessions are said to live, and nobody records");
        run.Check(reader.UnmergedSpillBytes == 0, () => $"{when}: {reader.UnmergedSpillBytes} bytes are still spilled");
    }

    private void CheckIntegrity(string when)
    {
        using var connection = new SqliteConnection($"Data Source={capture};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        string? answer = command.ExecuteScalar() as string;
        run.Check(
            string.Equals(answer, "ok", StringComparison.Ordinal),
            () => $"{when}: integrity_check says {answer}"
        );
    }
}

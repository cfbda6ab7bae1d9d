using SioProxy.Benchmarks.Soak.Cases;

namespace SioProxy.Benchmarks.Soak;

/// <summary>All cases, in the order in which they run.</summary>
internal static class SoakCases
{
    public static IReadOnlyList<SoakCase> All { get; } =
    [
        new(
            "fidelity",
            "Under load both ends get what was sent, and the capture holds exactly that.",
            Fidelity.RunAsync
        ),
        new("crash", "Killed at any moment: all but the last second is there, and recording goes on.", Crash.RunAsync),
        new("disk-full", "A full disk costs rows, visibly, and no traffic.", DiskTrouble.FullAsync),
        new(
            "deleted",
            "A capture deleted while recording: what came later is there after the next start.",
            DiskTrouble.DeletedAsync
        ),
        new("renamed", "A capture renamed while recording: both parts are whole.", DiskTrouble.RenamedAsync),
        new(
            "read-only",
            "A capture made read-only while recording goes on; the next start says so.",
            DiskTrouble.ReadOnlyAsync
        ),
        new("locked", "Another program's lock delays rows and loses none.", DiskTrouble.LockedAsync),
        new("memory-load", "Resident memory is flat at full load.", Memory.FullLoadAsync),
        new(
            "memory-slow-disk",
            "Resident memory is bounded while the capture cannot be written.",
            Memory.SlowDiskAsync
        ),
        new("memory-slow-reader", "A client that reads a byte a second costs no memory.", Memory.SlowReaderAsync),
        new("memory-huge-frames", "Frames of 100 MB pass and are not kept in memory.", Memory.HugeFramesAsync),
        new("memory-churn", "Connections that come and go leave nothing behind.", Memory.ChurnAsync),
        new("stop", "SIGTERM under load: the end within 5 s, everything committed.", Stop.UnderLoadAsync),
        new("stop-twice", "A second signal ends it at once.", Stop.TwiceAsync),
        new(
            "upstream",
            "An upstream that refuses, hangs, cuts, restarts: one clear answer, nothing twice.",
            Upstream.TroubleAsync
        ),
        new("nodes", "A node that dies takes its own sessions only.", Upstream.NodesAsync),
    ];
}

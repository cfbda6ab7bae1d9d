using System.CommandLine;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview list</c>: a line for each row.</summary>
internal static class ListCommand
{
    public static Command Create(CommandIo io)
    {
        Argument<string> file = FileArguments.Create();
        Argument<string?> filter = FilterArguments.Create();
        var json = new Option<bool>("--json") { Description = "Print each row as an object of the JSON Lines export." };
        var follow = new Option<bool>("--follow")
        {
            Description = "Go on with what is being written, until interrupted.",
        };
        var command = new Command("list", "Prints packets and other rows, a line each.") { file, filter, json, follow };
        command.SetAction(result =>
            Run(
                io,
                result.GetRequiredValue(file),
                FilterArguments.Parse(result.GetValue(filter)),
                result.GetValue(json),
                result.GetValue(follow)
            )
        );
        return command;
    }

    private static int Run(CommandIo io, string file, Filter filter, bool isJson, bool isFollowing)
    {
        using CaptureReader reader = FileArguments.Open(file, io);
        using var objects = new JsonLinesWriter(new SafeJsonStream(io.Output));
        if (isFollowing && filter.NeedsLaterPackets)
        {
            io.Error.WriteLine("Note: with --follow an event counts as unanswered when its ack comes later.");
        }
        void Take(IReadOnlyList<CapturedRow> rows)
        {
            foreach (CapturedRow row in rows)
            {
                if (isJson)
                {
                    objects.Write(row);
                }
                else
                {
                    RowPainter.WriteLine(io.Output, row, RowLine.Format(row, io.OutputWidth));
                }
            }
            if (isJson)
            {
                objects.Flush();
            }
            if (isFollowing)
            {
                io.Output.Flush();
            }
        }
        var follower = new RowFollower(reader, filter, io.Stop);
        if (isFollowing)
        {
            follower.Follow(Take);
        }
        else
        {
            follower.ReadAll(Take);
            FileArguments.TellOfGaps(reader, filter, io);
        }
        return ExitCode.Success;
    }
}

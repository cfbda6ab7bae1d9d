using System.CommandLine;
using SioProxy.Storage;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview serve</c>: the recorded server, played to real clients.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandIo io)
    {
        var symbols = new ServeSymbols();
        var command = new Command(
            "serve",
            "Plays the recorded server to real clients: exit code 0 they did what was recorded, 1 they did not, 2 not served."
        );
        symbols.AddTo(command);
        command.SetAction((result, _) => RunAsync(io, symbols.Read(result)));
        return command;
    }

    // Exit code 1 says that clients did something else, so whatever keeps a capture from being served ends with 2.
    private static async Task<int> RunAsync(CommandIo io, ServeOptions options)
    {
        try
        {
            return await new ServeRun(io, options).RunAsync();
        }
        catch (Exception e) when (e is CaptureFileException or IOException or UnauthorizedAccessException)
        {
            bool isTaken = e.Message.EndsWith("address already in use.", StringComparison.Ordinal);
            throw new CommandUsageException(
                isTaken ? $"{e.Message} Choose another --listen, or port 0 for any." : e.Message
            );
        }
        catch (OperationCanceledException)
        {
            throw new CommandUsageException("Interrupted before it listened.");
        }
    }
}

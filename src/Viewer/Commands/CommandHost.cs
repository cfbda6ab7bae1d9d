using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;

namespace SioProxy.Viewer.Commands;

/// <summary>Parses the command line, runs one command, and turns whatever happens into a sentence and an exit code.</summary>
internal static class CommandHost
{
    public static int Run(string[] args, CommandIo io)
    {
        try
        {
            int code = RunUnguarded(args, io);
            io.Output.Flush();
            return code;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Success;
        }
        catch (CommandUsageException e)
        {
            return Fail(io, e.Message, ExitCode.Usage);
        }
        catch (ExportTooLargeException e)
        {
            return Fail(io, e.Message, ExitCode.Usage);
        }
        catch (CaptureFileException e)
        {
            bool isUsage =
                e.Problem
                is CaptureFileProblem.Missing
                    or CaptureFileProblem.NotACapture
                    or CaptureFileProblem.NewerVersion;
            return Fail(io, e.Message, isUsage ? ExitCode.Usage : ExitCode.Failure);
        }
        catch (OperationCanceledException)
        {
            return Fail(io, "Interrupted before the end.", ExitCode.Failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(io, e.Message, ExitCode.Failure);
        }
        catch (Exception e) // a defect of ours: one sentence, and an exit code that says so
        {
            return Fail(io, $"sioview failed ({e.GetType().Name}): {e.Message}", ExitCode.Failure);
        }
    }

    private static int RunUnguarded(string[] args, CommandIo io)
    {
        RootCommand root = CreateRoot(io, args);
        Option[] options = [.. root.Subcommands.SelectMany(command => command.Options)];
        foreach (Option flag in options.Where(option => option.ValueType == typeof(bool)))
        {
            flag.Arity = ArgumentArity.Zero; // a filter behind it may be the word "true"
            if (Array.Exists(args, arg => arg.StartsWith(flag.Name + "=", StringComparison.Ordinal)))
            {
                throw new CommandUsageException($"{flag.Name} takes no value.");
            }
        }
        ParseResult result = root.Parse(
            FilterArguments.Mask(args, ValueOptions(options)),
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null }
        );
        if (result.Action is ParseErrorAction || result.Errors.Count > 0 && result.Action is null)
        {
            throw new CommandUsageException(Describe(result));
        }
        if (result.CommandResult.Parent is CommandResult { Tokens: [var early, ..] })
        {
            string command = result.CommandResult.Command.Name;
            throw new CommandUsageException(
                $"'{FilterArguments.Unmask(early.Value)}' stands before the command: begin with 'sioview {command}'."
            );
        }
        using var output = new StreamWriter(io.Output, leaveOpen: true);
        return result.Invoke(Configuration(io, output));
    }

    private static HashSet<string> ValueOptions(IEnumerable<Option> options) =>
        [
            .. options
                .Where(option => option.Arity.MaximumNumberOfValues > 0)
                .SelectMany(option => option.Aliases.Append(option.Name)),
        ];

    private static InvocationConfiguration Configuration(CommandIo io, TextWriter output) =>
        new()
        {
            Output = output,
            Error = io.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };

    private static RootCommand CreateRoot(CommandIo io, string[] args)
    {
        Argument<string?> file = new("FILE")
        {
            Description =
                "The capture to open in the terminal program; the newest one in recordings/ when it is left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var root = new RootCommand("Shows what sioproxy recorded: in a terminal, or by a command.")
        {
            ListCommand.Create(io),
            SessionsCommand.Create(io),
            ShowCommand.Create(io),
            StatsCommand.Create(io),
            ExportCommand.Create(io),
            DiffCommand.Create(io),
            ServeCommand.Create(io),
            ReplayCommand.Create(io),
            ImportCommand.Create(io),
        };
        if (
            args is not [var first, ..]
            || !root.Subcommands.Any(command => command.Name.Equals(first, StringComparison.Ordinal))
        )
        {
            root.Add(file); // no command has it besides its own
        }
        root.SetAction(result => TerminalCommand.Run(io, CheckedFile(result.GetValue(file))));
        return root;
    }

    /// <summary>A word that is no command would pass for a file's name.</summary>
    private static string? CheckedFile(string? file)
    {
        if (file is null)
        {
            return null;
        }
        string name = FilterArguments.Unmask(file);
        bool isWord = name.Length > 0 && name.All(character => char.IsAsciiLetter(character) || character == '-');
        return !isWord || name.StartsWith('-') || File.Exists(name) || Directory.Exists(name)
            ? file
            : throw new CommandUsageException(
                $"There is no command '{name}', and no capture of that name; 'sioview --help' shows the commands that there are."
            );
    }

    private static string Describe(ParseResult result)
    {
        string help = string.Join(' ', Path(result.CommandResult).Reverse()) + " --help";
        string? unknown = result.UnmatchedTokens.Count > 0 ? FilterArguments.Unmask(result.UnmatchedTokens[0]) : null;
        if (unknown is null)
        {
            string message = FilterArguments.UnmaskAll(result.Errors[0].Message).TrimEnd('.');
            return $"{message}; '{help}' shows the usage.";
        }
        if (unknown.StartsWith('-'))
        {
            return $"There is no option '{unknown}'; '{help}' shows those that there are.";
        }
        return result.CommandResult.Command is RootCommand
            ? $"There is no command '{unknown}'; '{help}' shows those that there are."
            : $"'{unknown}' is one argument too many: a filter is a single one, so put quotes around it.";
    }

    private static IEnumerable<string> Path(CommandResult result)
    {
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            if (at is CommandResult command)
            {
                yield return command.Command is RootCommand ? "sioview" : command.Command.Name;
            }
        }
    }

    private static int Fail(CommandIo io, string message, int code)
    {
        try
        {
            foreach (string line in message.Split('\n'))
            {
                io.Error.WriteLine(TerminalText.Sanitize(line));
            }
        }
        catch (IOException)
        {
            // Nowhere to say it: the exit code stays.
        }
        return code;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;
using SioProxy.Viewer.Details;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview show</c>: one row, whole.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandIo io)
    {
        Argument<string> file = FileArguments.Create();
        var id = new Argument<long>("ID")
        {
            Description = "The row's number, as 'list' shows it.",
            CustomParser = ParseId,
        };
        var json = new Option<bool>("--json") { Description = "Print it as an object of the JSON Lines export." };
        var save = new Option<string?>("--save-attachments")
        {
            Description = "Write its attachments to files in this directory.",
            HelpName = "DIR",
        };
        var command = new Command("show", "Prints one packet or other row, whole.") { file, id, json, save };
        command.SetAction(result =>
        {
            string? directory = result.GetValue(save);
            CheckDirectory(directory);
            using CaptureReader reader = FileArguments.Open(result.GetRequiredValue(file), io);
            long wanted = result.GetRequiredValue(id);
            RowDetails details =
                RowDetails.Read(reader, wanted)
                ?? throw new CommandUsageException(
                    $"The capture has no row {wanted}: its rows are {reader.FirstRowId} to {reader.LastRowId}."
                );
            if (result.GetValue(json))
            {
                using var objects = new JsonLinesWriter(new SafeJsonStream(io.Output));
                objects.Write(details.Row);
                objects.Flush();
            }
            else
            {
                foreach (string line in RowDetailsText.Lines(details))
                {
                    io.Output.WriteLine(line);
                }
            }
            if (directory is not null)
            {
                Save(details, directory, io);
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static long ParseId(ArgumentResult result)
    {
        string text = FilterArguments.Unmask(result.Tokens[0].Value);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id))
        {
            result.AddError($"'{text}' is not the number of a row");
        }
        return id;
    }

    private static void CheckDirectory(string? directory)
    {
        if (directory is { Length: 0 })
        {
            throw new CommandUsageException("--save-attachments is empty: name a directory.");
        }
        if (File.Exists(directory))
        {
            throw new CommandUsageException($"{directory} is a file: name a directory for the attachments.");
        }
    }

    private static void Save(RowDetails details, string directory, CommandIo io)
    {
        Directory.CreateDirectory(directory);
        IReadOnlyList<string> names = AttachmentFiles.Names(details, directory);
        if (names.FirstOrDefault(Path.Exists) is { } existing)
        {
            throw new CommandUsageException(
                $"{existing} is there already and is not overwritten: choose another directory."
            );
        }
        AttachmentFiles.Write(details, names);
        if (names.Count == 0)
        {
            io.Error.WriteLine("The row has no attachments.");
        }
        foreach (string name in names)
        {
            io.Error.WriteLine($"Wrote {TerminalText.Sanitize(name)}.");
        }
    }
}

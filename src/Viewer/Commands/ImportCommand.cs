using System.CommandLine;
using System.Security.Cryptography;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview import</c>: a HAR file or a JSON Lines export becomes a capture.</summary>
internal static class ImportCommand
{
    private const int KeyLength = 32;

    public static Command Create(CommandIo io)
    {
        var file = new Argument<string>("FILE") { Description = "A HAR file from a browser, or a JSON Lines export." };
        var output = new Option<string?>("--output") { Description = "The capture to make.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Replace an existing file." };
        var redact = new Option<string[]>("--redact")
        {
            Description =
                "Replace secrets at this place too: header:NAME, query:NAME, auth:PATH, event:NAME:PATH. Repeatable.",
            HelpName = "RULE",
        };
        var noRedact = new Option<bool>("--no-redact") { Description = "Keep every secret of the file." };
        var command = new Command("import", "Makes a capture from a HAR file or a JSON Lines export.")
        {
            file,
            output,
            force,
            redact,
            noRedact,
        };
        command.SetAction(result =>
            Run(
                io,
                new ImportOptions
                {
                    File = result.GetRequiredValue(file),
                    Output = result.GetValue(output),
                    Force = result.GetValue(force),
                    Redact = result.GetValue(redact) ?? [],
                    NoRedact = result.GetValue(noRedact),
                }
            )
        );
        return command;
    }

    private static int Run(CommandIo io, ImportOptions options)
    {
        string output = options.Check();
        Redactor? redactor = CreateRedactor(options);
        using var part = new CapturePart(output, options.Force);
        long rows;
        try
        {
            rows = options.IsHar ? ImportHar(io, options, part, redactor) : ImportLines(io, options, part, redactor);
        }
        catch (ImportException e)
        {
            throw new CommandUsageException($"{options.File}: {e.Message}");
        }
        catch (FileNotFoundException)
        {
            throw new CommandUsageException($"There is no file '{options.File}'.");
        }
        part.Commit();
        io.Error.WriteLine(TerminalText.Sanitize($"Imported {rows} rows into {output}."));
        return ExitCode.Success;
    }

    private static long ImportHar(CommandIo io, ImportOptions options, CapturePart part, Redactor? redactor)
    {
        using FileStream input = File.OpenRead(options.File);
        (long rows, int withoutMessages) = HarImport.Run(
            input,
            () => CaptureFile.Create(part.TemporaryPath),
            redactor,
            io.Stop
        );
        if (withoutMessages > 0)
        {
            io.Error.WriteLine(
                $"The file has no messages of {withoutMessages} WebSockets (Firefox, Safari and Playwright leave them out): a gap row stands in their place."
            );
        }
        return rows;
    }

    private static long ImportLines(CommandIo io, ImportOptions options, CapturePart part, Redactor? redactor) =>
        JsonLinesImport.Run(
            () => File.OpenRead(options.File),
            firstRow => CaptureFile.Create(part.TemporaryPath, firstRow),
            redactor,
            io.Stop
        );

    private static Redactor? CreateRedactor(ImportOptions options)
    {
        if (options.NoRedact)
        {
            return null;
        }
        RedactionRules rules = RedactionRules.Default;
        foreach (string rule in options.Redact)
        {
            rules = rules.TryWith(rule, out RedactionRules? more, out string? error)
                ? more
                : throw new CommandUsageException(error);
        }
        return new Redactor(rules, RandomNumberGenerator.GetBytes(KeyLength));
    }
}

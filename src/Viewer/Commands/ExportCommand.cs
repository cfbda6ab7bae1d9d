using System.CommandLine;
using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;
using SioProxy.Storage.Formats.Html;
using SioProxy.Viewer.Marks;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview export</c>: rows in a format for others.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, ExportFormat> FormatNames = new(StringComparer.Ordinal)
    {
        ["jsonl"] = ExportFormat.Jsonl,
        ["csv"] = ExportFormat.Csv,
        ["har"] = ExportFormat.Har,
        ["html"] = ExportFormat.Html,
        ["sqlite"] = ExportFormat.Sqlite,
    };

    public static Command Create(CommandIo io)
    {
        Argument<string> file = FileArguments.Create();
        Argument<string?> filter = FilterArguments.Create();
        var format = new Option<string>("--format")
        {
            Description = "jsonl (the default), csv, har, html (one page for a browser) or sqlite.",
            HelpName = "jsonl|csv|har|html|sqlite",
            DefaultValueFactory = _ => "jsonl",
        };
        var output = new Option<string?>("--output")
        {
            Description = "The file to write; else standard output.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace an existing file." };
        var redact = new Option<string[]>("--redact")
        {
            Description =
                "Replace secrets at this place on the way out: header:NAME, query:NAME, auth:PATH, event:NAME:PATH. Repeatable.",
            HelpName = "RULE",
        };
        var follow = new Option<bool>("--follow")
        {
            Description = "jsonl: go on with what is being written, until interrupted.",
        };
        var command = new Command("export", "Writes rows in a format for other programs.")
        {
            file,
            filter,
            format,
            output,
            force,
            redact,
            follow,
        };
        command.SetAction(result =>
            Run(
                io,
                new ExportOptions
                {
                    File = FilterArguments.Unmask(result.GetRequiredValue(file)),
                    Filter = FilterArguments.Parse(result.GetValue(filter)),
                    Format = ParseFormat(result.GetRequiredValue(format)),
                    Output = result.GetValue(output),
                    Force = result.GetValue(force),
                    Redact = result.GetValue(redact) ?? [],
                    Follow = result.GetValue(follow),
                }
            )
        );
        return command;
    }

    private static ExportFormat ParseFormat(string name) =>
        FormatNames.TryGetValue(name, out ExportFormat format)
            ? format
            : throw new CommandUsageException(
                $"There is no format '{name}': choose one of {string.Join(", ", FormatNames.Keys)}."
            );

    private static int Run(CommandIo io, ExportOptions options)
    {
        Redactor? redactor = options.CreateRedactor();
        using CaptureReader reader = FileArguments.Open(options.File, io);
        options = options.Checked();
        if (options.Output is null)
        {
            using Stream safe =
                options.Format == ExportFormat.Csv ? new SafeTextStream(io.Output) : new SafeJsonStream(io.Output);
            Write(io, options, reader, safe, redactor);
        }
        else if (options.Follow)
        {
            using FileStream file = ExportFile.Create(
                options.Output,
                options.Force ? FileMode.Create : FileMode.CreateNew
            );
            Write(io, options, reader, file, redactor);
        }
        else
        {
            using var part = new ExportFile(options.Output, options.Force);
            if (options.Format == ExportFormat.Sqlite)
            {
                using var copy = new SqliteExport(
                    reader,
                    part.TemporaryPath,
                    redactor is null ? null : redactor.Redact,
                    Comments(io, reader.Path)
                );
                Write(io, options, reader, copy, redactor);
            }
            else
            {
                using FileStream file = ExportFile.Create(part.TemporaryPath, FileMode.Create);
                Write(io, options, reader, file, redactor);
            }
            part.Commit();
        }
        if (!options.Follow) // its end is an interruption
        {
            FileArguments.TellOfGaps(reader, options.Filter, io);
        }
        return ExitCode.Success;
    }

    private static void Write(
        CommandIo io,
        ExportOptions options,
        CaptureReader reader,
        Stream output,
        Redactor? redactor
    )
    {
        ConnectionEntry? Connection(long id) =>
            reader.Connection(id) is { } entry ? redactor?.Redact(entry) ?? entry : null;
        IReadOnlyDictionary<long, string> comments =
            options.Format is ExportFormat.Har ? new Dictionary<long, string>() : Comments(io, reader.Path);
        PageProblems? problems =
            options.Format is ExportFormat.Html ? new PageProblems(reader, options.Filter, redactor) : null;
        using RowExport export = options.Format switch
        {
            ExportFormat.Csv => new CsvWriter(output, comments),
            ExportFormat.Har => new HarWriter(output, Connection),
            ExportFormat.Html => new HtmlWriter(
                output,
                reader,
                new HtmlPageInfo
                {
                    Capture = Path.GetFileName(options.File),
                    Filter = options.Filter,
                    RedactionRules = options.Redact,
                    Comments = comments,
                    Problems = () => Problems(io, reader, problems!),
                },
                redactor is null ? null : redactor.Redact
            ),
            _ => new JsonLinesWriter(output, comments),
        };
        Write(io, options, reader, export, redactor, problems);
    }

    private static IReadOnlyList<HtmlProblem> Problems(CommandIo io, CaptureReader reader, PageProblems problems)
    {
        using var progress = new ReadingProgress(io, reader.LastRowId, isSilent: false);
        return problems.Read(io.Stop, row => progress.Report(row, "looking for problems"));
    }

    /// <summary>The marks beside the capture. Those that cannot be read cost a note, not the export.</summary>
    private static Dictionary<long, string> Comments(CommandIo io, string capture)
    {
        var comments = new Dictionary<long, string>();
        try
        {
            foreach (PacketMark mark in MarksFile.Read(capture))
            {
                comments[mark.Id] = mark.Comment;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            io.Error.WriteLine($"Note: without marks: {TerminalText.Sanitize(exception.Message)}");
        }
        return comments;
    }

    private static void Write(
        CommandIo io,
        ExportOptions options,
        CaptureReader reader,
        RowExport export,
        Redactor? redactor,
        PageProblems? problems = null
    )
    {
        long written = 0;
        using var progress = new ReadingProgress(
            io,
            reader.LastRowId,
            isSilent: options.Output is null && io.IsOutputTerminal
        );
        var follower = new RowFollower(reader, options.Filter, io.Stop);
        void Take(IReadOnlyList<CapturedRow> rows)
        {
            foreach (CapturedRow row in rows)
            {
                export.Write(redactor?.Redact(row) ?? row);
                problems?.Note(row);
            }
            written += rows.Count;
            if (options.Follow)
            {
                export.Flush();
            }
            else
            {
                progress.Report(follower.ScannedTo, string.Create(CultureInfo.InvariantCulture, $"{written:N0} rows"));
            }
        }
        if (options.Follow)
        {
            follower.Follow(Take);
        }
        else
        {
            follower.ReadAll(Take);
        }
        export.Complete();
    }
}

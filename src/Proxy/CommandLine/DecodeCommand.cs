using System.CommandLine;
using SioProxy.Protocol;
using SioProxy.Proxy.Hosting;
using SioProxy.Sessions;
using SioProxy.Storage.Formats;

namespace SioProxy.Proxy.CommandLine;

/// <summary>The <c>decode</c> command: pasted bytes in, rows out.</summary>
internal static class DecodeCommand
{
    private static readonly Option<string> Eio = new("--eio")
    {
        HelpName = "3|4",
        Description = "The Engine.IO version (default: detect).",
    };
    private static readonly Option<string> Transport = new("--transport")
    {
        HelpName = "polling|websocket",
        Description = "What carried it (default: websocket): one polling body, or a message a line.",
    };
    private static readonly Option<string> Sender = new("--direction")
    {
        HelpName = "client|server",
        Description = "Who sent it (default: server).",
    };
    private static readonly Option<string> Format = new("--format")
    {
        HelpName = "text|jsonl",
        Description = "Lines for people, or JSON Lines (default: text).",
    };
    private static readonly Argument<string> File = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The input; - is standard input (default).",
    };

    public static Command Create()
    {
        var command = new Command(
            "decode",
            "Decode pasted bytes: a polling body, or WebSocket messages, hex:… or base64:… for binary ones."
        )
        {
            Eio,
            Transport,
            Sender,
            Format,
            File,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int? version = parsed.GetValue(Eio) is { } eio ? 3 + OneOf("--eio", eio, "3", "4") : null;
        bool isPolling = OneOf("--transport", parsed.GetValue(Transport) ?? "websocket", "polling", "websocket") == 0;
        var direction = (Direction)OneOf("--direction", parsed.GetValue(Sender) ?? "server", "client", "server");
        bool isJson = OneOf("--format", parsed.GetValue(Format) ?? "text", "text", "jsonl") == 1;
        string file = parsed.GetValue(File) ?? "-";
        if (file.Length > 1 && file[0] == '-' && !System.IO.File.Exists(file))
        {
            throw new UsageException($"there is no option '{file}'; see sioproxy decode --help.");
        }
        byte[] input = await ReadAsync(file, cancellationToken);
        var decoding = new Decoding(version, direction);
        IReadOnlyList<CapturedRow> rows = isPolling ? decoding.Body(input) : decoding.Messages(input);
        await using TextWriter output = new StreamWriter(Console.OpenStandardOutput());
        foreach (CapturedRow row in rows)
        {
            string line = isJson ? WithoutTheUnknown(JsonLinesWriter.ToText(row)) : RowLine.Format(row);
            await output.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
        return 0;
    }

    /// <summary>What pasted bytes do not tell is null: the fields are the first ones of the object.</summary>
    private static string WithoutTheUnknown(string json)
    {
        int head = json.IndexOf("\"truncated\"", StringComparison.Ordinal);
        int at = json.IndexOf("\"at\":", StringComparison.Ordinal);
        int session = json.IndexOf("\"session\":", StringComparison.Ordinal);
        string sessionAndOn = json[session..head]
            .Replace("\"client\":\"\"", "\"client\":null", StringComparison.Ordinal);
        return $"{json[..at]}\"at\":null,\"connection\":null,{sessionAndOn}{json[head..]}";
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (!string.Equals(file, "-", StringComparison.Ordinal))
            {
                return await System.IO.File.ReadAllBytesAsync(file, cancellationToken);
            }
            if (StandardInput.IsClosed())
            {
                throw new UsageException("standard input is closed: name a FILE, or pipe the bytes in.");
            }
            await using Stream input = Console.OpenStandardInput();
            using var all = new MemoryStream();
            await input.CopyToAsync(all, cancellationToken);
            return all.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static int OneOf(string option, string text, string first, string second) =>
        string.Equals(text, first, StringComparison.Ordinal) ? 0
        : string.Equals(text, second, StringComparison.Ordinal) ? 1
        : throw new UsageException($"{option} {text}: {first} or {second} is expected.");
}

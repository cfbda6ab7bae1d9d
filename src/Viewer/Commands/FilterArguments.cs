using System.CommandLine;
using SioProxy.Filtering;

namespace SioProxy.Viewer.Commands;

/// <summary>
/// The FILTER argument. A filter may begin with <c>-</c>, which the command line parser would take for an option: such an
/// argument is masked for it. So may an option's value, a sid for one: it is tied to its option.
/// </summary>
internal static class FilterArguments
{
    private const char MaskCharacter = '\u001f';

    /// <param name="args">The command line.</param>
    /// <param name="options">The names of the options that take a value.</param>
    public static string[] Mask(string[] args, IReadOnlySet<string> options)
    {
        var masked = new List<string>(args.Length);
        foreach (string arg in args)
        {
            if (!IsMinusTerm(arg))
            {
                masked.Add(arg);
            }
            else if (masked is [.., var last] && options.Contains(last))
            {
                masked[^1] = $"{last}={arg}";
            }
            else
            {
                masked.Add(MaskCharacter + arg);
            }
        }
        return [.. masked];
    }

    public static string Unmask(string arg) => arg.TrimStart(MaskCharacter);

    /// <summary>A message of the parser as the arguments were written.</summary>
    public static string UnmaskAll(string message) => message.Replace($"{MaskCharacter}", "", StringComparison.Ordinal);

    public static Argument<string?> Create() =>
        new("FILTER")
        {
            Description = "What rows must match, as one argument: 'event:chat from:client -lobby'.",
            Arity = ArgumentArity.ZeroOrOne,
        };

    public static Filter Parse(string? argument)
    {
        CheckOption(argument);
        string text = Unmask(argument ?? "");
        return Filter.TryParse(text, out Filter? filter, out FilterError? error)
            ? filter
            : throw new CommandUsageException(error.Render(text));
    }

    /// <summary>An option that there is not would pass for a value, as every argument may begin with dashes.</summary>
    public static void CheckOption(string? argument)
    {
        if (argument is ['-', '-', _, ..])
        {
            throw new CommandUsageException($"There is no option '{argument}'; --help shows those that there are.");
        }
    }

    // -h and -? are the help's; no other option has a single dash.
    private static bool IsMinusTerm(string arg) => arg is ['-', not '-', ..] and not ("-h" or "-?");
}

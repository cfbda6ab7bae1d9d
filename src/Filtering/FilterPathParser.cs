using System.Globalization;

namespace SioProxy.Filtering;

/// <summary>Reads the steps of a path: <c>.name</c>, <c>["any name"]</c>, <c>[3]</c>, <c>[*]</c>.</summary>
internal sealed class FilterPathParser(FilterScanner scanner)
{
    private const int MaxSteps = 64;

    public bool TryParse(PathRoot root, out IReadOnlyList<PathStep> steps)
    {
        int start = scanner.Position;
        var list = new List<PathStep>();
        steps = list;
        while (scanner.Current is '.' or '[')
        {
            if (list.Count == MaxSteps)
            {
                return scanner.Fail(scanner.Position, $"expected at most {MaxSteps} steps in a path");
            }
            if (!(scanner.Current == '.' ? TryReadMember(list) : TryReadBracket(list)))
            {
                return false;
            }
        }
        if (root == PathRoot.Args && (list.Count == 0 || list[0].Name is not null))
        {
            return scanner.Fail(start, "expected [0], [1]… or [*] behind 'args', which is a list", "args[*]");
        }
        return true;
    }

    private bool TryReadMember(List<PathStep> steps)
    {
        int start = ++scanner.Position;
        while (!scanner.IsAtBoundary && !IsStop(scanner.Current))
        {
            scanner.Position++;
        }
        if (scanner.Position == start)
        {
            return scanner.Fail(start, "expected a member's name behind '.' (an unusual one as [\"name\"])");
        }
        steps.Add(new PathStep(scanner.Text[start..scanner.Position], null));
        return true;
    }

    private bool TryReadBracket(List<PathStep> steps)
    {
        int start = ++scanner.Position;
        if (scanner.Current == '"')
        {
            if (!scanner.TryReadQuoted(out string name))
            {
                return false;
            }
            steps.Add(new PathStep(name, null));
        }
        else
        {
            while (char.IsAsciiDigit(scanner.Current) || scanner.Current == '*')
            {
                scanner.Position++;
            }
            string index = scanner.Text[start..scanner.Position];
            if (index is "*")
            {
                steps.Add(new PathStep(null, null));
            }
            else if (int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                steps.Add(new PathStep(null, number));
            }
            else
            {
                return scanner.Fail(start, "expected a number, * or a quoted name between '[' and ']'");
            }
        }
        if (scanner.Current != ']')
        {
            return scanner.Fail(scanner.Position, "expected ']'");
        }
        scanner.Position++;
        return true;
    }

    /// <summary>Whether a character ends a member's name that is not quoted.</summary>
    public static bool IsStop(char c) => c is '.' or '[' or ']' or '=' or '!' or '<' or '>' or ':' or '|' or '"';
}

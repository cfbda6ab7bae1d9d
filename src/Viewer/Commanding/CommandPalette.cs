using SioProxy.Viewer.App;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Commanding;

/// <summary>Every command that can be run now, found by a few letters.</summary>
internal sealed class CommandPalette : ListOverlay<ViewerCommand>
{
    private readonly IReadOnlyList<string> _scopes;
    private readonly IReadOnlyList<ViewerCommand> _commands;

    public CommandPalette(ViewerContext context, IReadOnlyList<string> scopes)
        : base(context, "Commands")
    {
        _scopes = scopes;
        _commands =
        [
            .. context.Commands.In(scopes).Where(command => command.Id is not "palette" && command.IsAvailable()),
        ];
    }

    protected override IReadOnlyList<ViewerCommand> Find(string typed) =>
        [
            .. _commands
                .Select(command => (Command: command, Score: ScoreOf(command, typed)))
                .Where(pair => pair.Score is not null)
                .OrderByDescending(pair => pair.Score)
                .Select(pair => pair.Command),
        ];

    protected override IEnumerable<(string Text, Attribute Attribute)> Line(ViewerCommand item)
    {
        yield return (
            CellText.Fill(string.Join(' ', Context.Commands.KeysOf(item, _scopes)), 18, isRight: true),
            Theme.Mark
        );
        yield return ("  " + item.Title, Theme.Normal);
        if (item.Description.Length > 0)
        {
            yield return ("  " + item.Description, Theme.Dim);
        }
    }

    protected override void Choose(ViewerCommand item)
    {
        Close();
        item.Run();
    }

    private static int? ScoreOf(ViewerCommand command, string typed) =>
        FuzzyMatch.Score(command.Title, typed)
        ?? FuzzyMatch.Score(command.Id, typed) - 20
        ?? FuzzyMatch.Score(command.Description, typed) - 60;
}

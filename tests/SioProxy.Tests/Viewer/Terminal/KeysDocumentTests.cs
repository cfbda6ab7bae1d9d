using System.Globalization;
using System.Text;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.App;
using SioProxy.Viewer.Commanding;
using Terminal.Gui.ViewBase;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>Every command can be had and is documented: docs/viewer-keys.md is made of the registry that binds the keys.</summary>
public sealed class KeysDocumentTests : IDisposable
{
    private readonly CaptureDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Document_ListsEveryCommand()
    {
        using TuiHost host = Open();
        var text = new StringBuilder(
            """
            # Keys of the terminal program

            Every command with its id, for the configuration file ([viewer.md](viewer.md)), and the keys that it has. A command applies while the view that it
            belongs to has the keyboard, or one inside it. Those without a key are in the palette (`:`). A test makes this page of what binds the keys.


            """.ReplaceLineEndings("\n")
        );
        foreach (IGrouping<string, ViewerCommand> scope in host.Context.Commands.All.GroupBy(command => command.Scope))
        {
            _ = text.Append("## ").Append(scope.Key.Length == 0 ? "Everywhere" : scope.Key).Append("\n\n");
            _ = text.Append("| id | keys | |\n|---|---|---|\n");
            foreach (ViewerCommand command in scope)
            {
                IEnumerable<string> keys = host.Context.Commands.KeysOf(command).Select(key => $"`{key}`");
                _ = text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{command.Id}` | {string.Join(' ', keys)} | {Words(command)} |\n"
                );
            }
            _ = text.Append('\n');
        }
        ScreenFile.Check(text.ToString(), Path.Combine("docs", "viewer-keys.md"));
    }

    [Fact]
    public void EveryCommand_BelongsToAViewThatThereIs()
    {
        using TuiHost host = Open();
        HashSet<string> scopes = [""];
        Collect(host.Window, scopes);
        Assert.All(host.Context.Commands.All, command => Assert.Contains(command.Scope, scopes));
    }

    private static string Words(ViewerCommand command) =>
        command.Description.Length == 0 ? $"{command.Title}." : $"{command.Title}. {command.Description}";

    private static void Collect(View view, HashSet<string> scopes)
    {
        if (view is Pane pane)
        {
            _ = scopes.Add(pane.Scope);
        }
        foreach (View child in view.SubViews)
        {
            Collect(child, scopes);
        }
    }

    private TuiHost Open()
    {
        string path = _folder.File();
        SioProxy.Storage.CaptureFile.Create(path).Dispose();
        return new TuiHost(path);
    }
}

using SioProxy.Viewer.Commanding;

namespace SioProxy.Tests.Viewer.Commanding;

public sealed class CommandRegistryTests
{
    [Fact]
    public void KeysOf_AKeyThatMeansSomethingElseFurtherIn_IsLeftOut()
    {
        bool isThere = true;
        CommandRegistry registry = new();
        ViewerCommand inner = Command("inner", "details", "f") with { IsAvailable = () => isThere };
        ViewerCommand outer = Command("outer", "packets", "f", "x");
        registry.AddRange([inner, outer]);
        Assert.Equal(["f"], registry.KeysOf(inner, ["details", "packets"]));
        Assert.Equal(["x"], registry.KeysOf(outer, ["details", "packets"]));
        Assert.Equal(["f", "x"], registry.KeysOf(outer, ["list", "packets"]));
        isThere = false;
        Assert.Equal(["f", "x"], registry.KeysOf(outer, ["details", "packets"]));
    }

    [Fact]
    public void KeysOf_EveryCommand_AreThoseThatRunIt()
    {
        CommandRegistry registry = new(new Dictionary<string, IReadOnlyList<string>> { ["b"] = ["a"] });
        registry.AddRange([Command("a", "", "a", "c"), Command("b", "", "b")]);
        Assert.Equal(["c"], registry.KeysOf(registry.WithId("a")!, []));
        Assert.Equal(["a"], registry.KeysOf(registry.WithId("b")!, []));
        Assert.True(registry.TryFind("a", [], out ViewerCommand? command));
        Assert.Equal("b", command.Id);
    }

    private static ViewerCommand Command(string id, string scope, params string[] keys) =>
        new()
        {
            Id = id,
            Title = id,
            Scope = scope,
            Keys = keys,
            Run = () => { },
        };
}

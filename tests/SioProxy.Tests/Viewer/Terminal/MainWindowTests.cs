using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>What the window says, and for how long.</summary>
public sealed class MainWindowTests : IDisposable
{
    private const string News = "Something was copied.";
    private const string Trouble = "The capture was moved or deleted.";

    // Longer than any message stays.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ShowStatus_AfterAWhile_GivesTheLineBackToTheKeys()
    {
        using TuiHost host = Open();
        string keys = host.Lines[^1];
        host.Window.ShowStatus(News);
        Assert.Contains(News, host.Draw().Lines[^1], StringComparison.Ordinal);
        Assert.Equal(keys, host.Advance(Later).Lines[^1]);
    }

    [Fact]
    public void ShowTrouble_AfterAWhile_IsStillThere()
    {
        using TuiHost host = Open();
        host.Window.ShowTrouble(Trouble);
        Assert.Contains(Trouble, host.Advance(Later).Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void ShowTrouble_WhileAMessagesTimeRuns_OutlastsIt()
    {
        using TuiHost host = Open();
        host.Window.ShowStatus(News);
        host.Draw();
        host.Window.ShowTrouble(Trouble);
        Assert.Contains(Trouble, host.Advance(Later).Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void ShowStatus_AfterTrouble_TakesItsPlaceAndGoes()
    {
        using TuiHost host = Open();
        host.Window.ShowTrouble(Trouble);
        host.Draw();
        host.Window.ShowStatus(News);
        Assert.Contains(News, host.Draw().Lines[^1], StringComparison.Ordinal);
        string last = host.Advance(Later).Lines[^1];
        Assert.DoesNotContain(News, last, StringComparison.Ordinal);
        Assert.DoesNotContain(Trouble, last, StringComparison.Ordinal);
    }

    [Fact]
    public void AReadThatFails_OnceTheCaptureIsKnownToBeGone_LeavesTheSentenceThatSaysMore()
    {
        const string Gone = "what is shown is its last state";
        using TuiHost host = Open();
        File.Delete(host.Context.Path);
        _ = host.WaitFor(Gone);
        bool hasFailed = false;
        host.Context.OpenReaderThread("late")
            .Replace("read", (_, _) => { }, _ => host.Context.Ui.Post(() => hasFailed = true));
        Assert.Contains(Gone, host.WaitFor(() => hasFailed).Draw().Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_OfStatisticsThatWereCounted_AreSaidAtOnce()
    {
        using TuiHost host = Open();
        _ = host.Press("4").WaitFor("acks 6/7").WaitFor("enter packets");
    }

    // The number of rows, and what the survey finds, are told on the same line.
    private TuiHost Open()
    {
        var host = new TuiHost(_directory.Sample("v4-chat"));
        return host.WaitFor("1/44").WaitFor(() => host.Context.Survey.IsComplete, "the survey").Draw();
    }
}

using SioProxy.Tests.Storage;
using SioProxy.Tests.Viewer.Terminal;
using SioProxy.Viewer.App;

namespace SioProxy.Tests.Viewer.Filters;

/// <summary>Typing filters: keys in, screen out.</summary>
public sealed class FilterBarTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();
    private readonly string _capture;

    public FilterBarTests() => _capture = _directory.Sample("v4-chat", "chat.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Typing_ExplainsAndEnterApplies()
    {
        using TuiHost host = Open();
        host.Press("f").Type("from:client is:ack");
        Assert.Contains(
            "Rows where it was sent by the client and the row answers an event.  Enter applies",
            host.Screen,
            StringComparison.Ordinal
        );
        host.Press("enter").WaitFor("0 found");
        host.Press("f").Press("ctrl+a").Press("del").Type("is:ack").Press("enter").WaitFor("  6 found");
        Assert.Equal("is:ack", host.Context.Filters.Typed.Text);
    }

    [Theory]
    [InlineData("evnt:x", 8, "did you mean 'event'")]
    [InlineData("from:client typ:event", 20, "did you mean 'type'")]
    [InlineData("is:slow (", 17, "expected a term here")]
    public void AnError_IsShownUnderItsColumn(string typed, int column, string message)
    {
        using TuiHost host = Open();
        host.Press("f").Type(typed);
        string below = host.Lines.Single(line => line.Contains('^', StringComparison.Ordinal));
        Assert.Equal(column, below.IndexOf('^', StringComparison.Ordinal));
        Assert.Contains(message, below, StringComparison.Ordinal);
        host.Press("esc", "esc", "enter");
        Assert.True(host.Context.Filters.Typed.IsAll);
    }

    [Fact]
    public void Completion_OffersWhatTheCaptureHas()
    {
        using TuiHost host = Open();
        host.Press("f");
        host.WaitFor(() =>
        {
            host.Press("ctrl+a", "del").Type("event:me");
            return host.Lines[3].Contains(" message ", StringComparison.Ordinal); // the first line of the list lies under it
        });
        host.Press("tab");
        Assert.Contains("Filter: event:message", host.Screen, StringComparison.Ordinal);
        host.Type("args[0].ro");
        Assert.Contains("args[0].room=  as harbour", host.Screen, StringComparison.Ordinal);
        host.Press("tab").WaitFor("harbour").Press("down", "enter");
        Assert.Contains("Filter: event:message args[0].room=harbour", host.Screen, StringComparison.Ordinal);
        host.Press("enter").WaitFor("  8 found");
    }

    [Fact]
    public void History_ComesBackWithTheArrows_AndInTheNextRun()
    {
        using (TuiHost host = Open())
        {
            host.Press("f").Type("is:ack").Press("enter");
            host.Press("f", "ctrl+a", "del").Type("is:fault").Press("enter");
            host.Press("f", "ctrl+a", "del").Type("draft").Press("esc", "up", "up");
        }
        using (TuiHost host = Open())
        {
            host.Press("f", "up");
            Assert.Contains("Filter: is:fault", host.Screen, StringComparison.Ordinal);
            host.Press("up");
            Assert.Contains("Filter: is:ack", host.Screen, StringComparison.Ordinal);
            host.Press("down", "down").Type("x");
            Assert.Contains("Filter: x", host.Screen, StringComparison.Ordinal);
            host.Press("esc", "esc")
                .Press("ctrl+r")
                .WaitFor("Filters of before")
                .Type("ack")
                .Press("enter")
                .WaitFor("  6 found");
        }
    }

    [Fact]
    public void SavedFilters_HaveNames()
    {
        using TuiHost host = Open();
        host.Press("f").Type("is:ack").Press("enter").Press("ctrl+s").WaitFor("Save this filter as:");
        host.Type("the acks").Press("enter").WaitFor("Saved.");
        host.Press("U").Press("ctrl+l").WaitFor("the acks").Press("enter").WaitFor("  6 found");
        Assert.Equal("is:ack", host.Context.Filters.Typed.Text);
    }

    private TuiHost Open()
    {
        var host = new TuiHost(
            _capture,
            columns: 120,
            rows: 30,
            ViewerSettings.Default with
            {
                Directory = _directory.File("config"),
            }
        );
        return host.WaitFor("typing");
    }
}

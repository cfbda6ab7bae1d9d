using SioProxy.Filtering;
using SioProxy.Replay.Playing;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Tests.Viewer.Replaying;

/// <summary>What the dialog asks for, without its screen.</summary>
public sealed class ReplayFormTests
{
    [Theory]
    [InlineData("", "Say where the server is")]
    [InlineData("localhost:3000", "Say where the server is")]
    [InlineData("ftp://localhost", "Say where the server is")]
    public void Read_WithoutAServer_SaysWhatToDo(string target, string expected)
    {
        ReplayForm form = Form();
        form.Fields.Single(f => f.Label is "Server").Text = target;
        Assert.StartsWith(expected, form.Read(out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfASession_PlaysThatOneOnly()
    {
        ReplayForm form = Form();
        Assert.Null(form.Read(out ReplayRequest? request));
        Assert.Equal("abc", request!.Sid);
        Assert.True(request.Filter.IsAll);
    }

    [Fact]
    public void Read_OfWhatIsShown_PlaysByTheFilter()
    {
        ReplayForm form = Form();
        form.Fields[0].Turn(1);
        Assert.Null(form.Read(out ReplayRequest? request));
        Assert.Null(request!.Sid);
        Assert.Equal("event:chat", request.Filter.Text);
        form.Fields[0].Turn(1);
        Assert.Null(form.Read(out request));
        Assert.True(request!.Filter.IsAll && request.Sid is null);
    }

    [Fact]
    public void Offer_OfARowWithoutSession_PlaysByTheFilterAtFirst()
    {
        ReplayForm form = Form(sid: null);
        Assert.Null(form.Read(out ReplayRequest? request));
        Assert.Equal("event:chat", request!.Filter.Text);
    }

    [Fact]
    public void Need_OfARedactedValue_AsksForItUnseen()
    {
        ReplayForm form = Form();
        var place = new SuppliedPlace("[redacted:0a1b2c3d]", "password", "args[0].password (client 1)");
        form.Need([place]);
        ReplayField field = form.Fields[^1];
        Assert.True(field.IsSecret);
        Assert.Null(form.Read(out ReplayRequest? request));
        Assert.False(request!.Supplied.Has(place));
        field.Text = "mast and sail";
        Assert.Null(form.Read(out request));
        Assert.True(request!.Supplied.Has(place));
    }

    private static ReplayForm Form(string? sid = "abc")
    {
        var form = new ReplayForm("no-such-capture.db");
        form.Offer(sid, Filter.Parse("event:chat"));
        form.Fields.Single(f => f.Label is "Server").Text = "http://127.0.0.1:1";
        return form;
    }
}

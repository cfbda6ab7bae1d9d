using SioProxy.Proxy.CommandLine;
using SioProxy.Proxy.Hosting;

namespace SioProxy.Tests.Proxy;

/// <summary>Wrong values are refused before anything is touched, each with what to do instead.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("Upstream", "localhost:3000", "a URL such as")]
    [InlineData("Upstream", "ftp://localhost", "a URL such as")]
    [InlineData("Upstream", "http://localhost:99999", "a URL such as")]
    [InlineData("Upstream", "http://localhost/app", "only scheme, host and port")]
    [InlineData("Listen", "4000", "a URL such as")]
    [InlineData("Listen", "https://127.0.0.1:0", "--cert FILE")]
    [InlineData("Cert", "cert.pem", "there is none")]
    [InlineData("UpstreamHost", "other", "keep, target")]
    [InlineData("Forwarded", "on", "off, append")]
    [InlineData("Output", "", "name a file")]
    [InlineData("Output", "no-such-directory/x.db", "does not exist")]
    [InlineData("Path", "socket.io", "a path such as")]
    [InlineData("MaxPayload", "0", "a size is a number")]
    [InlineData("MaxSize", "5m", "a size is a number")]
    [InlineData("Queue", "lots", "a size is a number")]
    [InlineData("SpillLimit", "-1", "a size is a number")]
    [InlineData("Rotate", "5x", "a duration")]
    [InlineData("Keep", "3", "--rotate")]
    [InlineData("OnOverload", "wait", "spill, drop, block")]
    [InlineData("Only", "evnt:x", "did you mean 'event'?")]
    [InlineData("Only", "is:unanswered", "come later")]
    [InlineData("Only", "not is:unanswered", "come later")]
    [InlineData("Redact", "cookie", "header:")]
    [InlineData("Metrics", "9464", "a URL such as")]
    [InlineData("Metrics", "https://127.0.0.1:9464", "http only")]
    [InlineData("RedactFile", "/no/such/file", "cannot be read")]
    public void Option_WithAWrongValue_IsRefusedWithWhatToDo(string option, string value, string expected)
    {
        RecordArguments arguments = new() { Upstream = ["http://localhost:3000"] };
        arguments = option switch
        {
            "Upstream" => arguments with { Upstream = [value] },
            "Listen" => arguments with { Listen = [value] },
            "Cert" => arguments with { Cert = value },
            "UpstreamHost" => arguments with { UpstreamHost = value },
            "Forwarded" => arguments with { Forwarded = value },
            "Output" => arguments with { Output = value },
            "Path" => arguments with { Path = [value] },
            "MaxPayload" => arguments with { MaxPayload = value },
            "MaxSize" => arguments with { MaxSize = value },
            "Queue" => arguments with { Queue = value },
            "SpillLimit" => arguments with { SpillLimit = value },
            "Rotate" => arguments with { Rotate = value },
            "Keep" => arguments with { Keep = value },
            "OnOverload" => arguments with { OnOverload = value },
            "Only" => arguments with { Only = value },
            "Redact" => arguments with { Redact = [value] },
            "Metrics" => arguments with { Metrics = value },
            "RedactFile" => arguments with { RedactFile = value },
            _ => throw new ArgumentOutOfRangeException(nameof(option)),
        };
        UsageException refused = Assert.Throws<UsageException>(() =>
            RecordSettings.From(arguments, TimeProvider.System)
        );
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recrod")]
    [InlineData("--upstream")]
    [InlineData("--no-such-option")]
    [InlineData("record")]
    public async Task CommandLine_ThatIsNoCommand_IsWrongUsage(string argument) =>
        Assert.Equal(2, await SioProxyCommand.RunAsync([argument]));
}

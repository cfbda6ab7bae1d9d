using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class ClientIdentityTests
{
    [Theory]
    [InlineData("""{"token":"a","pid":"p","offset":"o"}""", "token=\"a\"")]
    [InlineData("""{"\ud800":1,"pid":"p"}""", "\\ud800=1")]
    [InlineData("""{"pid":"p"}""", null)]
    [InlineData("\"text\"", null)]
    public void OfAuth_AnyPayload_IsWhatTheApplicationSent(string payload, string? expected) =>
        Assert.Equal(expected, ClientIdentity.OfAuth(JsonElement.Parse(payload)));

    [Theory]
    [InlineData("""{"\ud800":1,"pid":"p"}""", "p")]
    [InlineData("""{"pid":"\ud800"}""", "\\ud800")]
    [InlineData("""{"pid":1}""", null)]
    [InlineData("[]", null)]
    public void Pid_AnyPayload_IsItsText(string payload, string? expected) =>
        Assert.Equal(expected, ClientIdentity.Pid(JsonElement.Parse(payload)));
}

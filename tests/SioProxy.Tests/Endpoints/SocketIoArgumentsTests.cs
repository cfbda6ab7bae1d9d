using System.Text;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Endpoints;

public sealed class SocketIoArgumentsTests
{
    [Fact]
    public void From_BinaryHoweverDeep_LiftsItInOrder()
    {
        var arguments = SocketIoArguments.From(
            "a",
            new { inner = new byte[] { 1 }, list = new object[] { new byte[] { 2, 3 } } },
            (ReadOnlyMemory<byte>)new byte[] { 4 }
        );
        const string expected = """
            ["a",{"inner":{"_placeholder":true,"num":0},"list":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":2}]
            """;
        Assert.Equal(expected, Encoding.UTF8.GetString(arguments.Json.Span));
        Assert.Equal(["01", "0203", "04"], arguments.Attachments.Select(one => Convert.ToHexString(one.Span)));
        Assert.Equal([4], arguments.Binary(2)!.Value.ToArray());
    }

    [Fact]
    public void From_Text_IsWrittenAsJavaScriptWritesIt()
    {
        var arguments = SocketIoArguments.From("€<'\"\\", null, 1.5);
        Assert.Equal("""["€<'\"\\",null,1.5]""", Encoding.UTF8.GetString(arguments.Json.Span));
    }

    [Fact]
    public void Accessors_OfWhatIsNotThere_AreNull()
    {
        SocketIoArguments arguments = SocketIoArguments.Empty;
        Assert.Equal(0, arguments.Count);
        Assert.Null(arguments.Text(0));
        Assert.Null(arguments.Binary(0));
        Assert.Null(arguments.Get<string>(0));
    }

    [Theory]
    [InlineData("""["e"]""", "[]")]
    [InlineData("""["e",1,{"a":","}]""", """[1,{"a":","}]""")]
    [InlineData("""[ "e" , 1 ]""", """ [ 1 ]""")]
    [InlineData("""[7,"x"]""", """["x"]""")]
    public void EventArguments_AreWhatComesBehindTheName(string payload, string expected)
    {
        var message = new SocketIoMessage
        {
            Type = SocketIoPacketType.Event,
            Payload = Encoding.UTF8.GetBytes(payload),
        };
        SocketIoArguments arguments = SocketIoCodec.EventArguments(message);
        Assert.Equal(expected, Encoding.UTF8.GetString(arguments.Json.Span));
    }
}

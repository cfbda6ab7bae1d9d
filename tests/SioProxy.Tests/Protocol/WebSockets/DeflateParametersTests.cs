using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.WebSockets;

public sealed class DeflateParametersTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ;")]
    [InlineData("x-webkit-deflate-frame")]
    [InlineData("permessage-deflate2; client_max_window_bits")]
    [InlineData("foo; permessage-deflate")]
    public void Parse_NotAgreed_IsNull(string? header) => Assert.Null(DeflateParameters.Parse(header));

    // The forms of RFC 7692, 7.1.3 and 9, and what `ws` answers.
    [Theory]
    [InlineData("permessage-deflate", false, false, 15, 15)]
    [InlineData("Permessage-Deflate ; Client_No_Context_Takeover", true, false, 15, 15)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_max_window_bits=10", false, true, 10, 15)]
    [InlineData("permessage-deflate; server_max_window_bits=\"8\"; client_max_window_bits", false, false, 15, 8)]
    [InlineData("foo, permessage-deflate;server_max_window_bits=9, bar", false, false, 15, 9)]
    [InlineData("permessage-deflate; server_max_window_bits=99; =; x=1;", false, false, 15, 15)]
    public void Parse_Agreed_ReadsTheParameters(
        string header,
        bool client,
        bool server,
        int clientBits,
        int serverBits
    ) => Assert.Equal(new DeflateParameters(client, server, clientBits, serverBits), DeflateParameters.Parse(header));

    [Fact]
    public void For_EachDirection_TakesItsSendersParameter()
    {
        DeflateParameters? agreed = DeflateParameters.Parse("permessage-deflate; client_no_context_takeover");
        var client = WebSocketReaderOptions.For(Direction.ClientToServer, agreed);
        var server = WebSocketReaderOptions.For(Direction.ServerToClient, agreed);
        Assert.True(client is { Deflate: true, NoContextTakeover: true });
        Assert.True(server is { Deflate: true, NoContextTakeover: false });
        Assert.False(WebSocketReaderOptions.For(Direction.ServerToClient, null).Deflate);
    }
}

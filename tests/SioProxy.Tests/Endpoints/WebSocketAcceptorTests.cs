using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Tests.Endpoints;

public sealed class WebSocketAcceptorTests
{
    [Fact]
    public void AcceptOf_TheKeyOfRfc6455_IsItsAccept() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketAcceptor.AcceptOf("dGhlIHNhbXBsZSBub25jZQ=="));
}

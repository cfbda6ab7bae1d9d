using System.Text;
using System.Text.Json;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;

namespace SioProxy.Tests.Replay.Live;

public sealed class StepPayloadTests
{
    [Theory]
    [InlineData("[]", "[\"say\"]")]
    [InlineData("[1.50,\"a\\u20ac\",{\"k\":[null,true]}]", "[\"say\",1.50,\"a\\u20ac\",{\"k\":[null,true]}]")]
    [InlineData("[{\"$binary\":0}]", "[\"say\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("[{\"$binary\":1}]", "[\"say\",{\"$binary\":1}]")] // there is no such attachment
    [InlineData("[{\"$$binary\":1}]", "[\"say\",{\"$binary\":1}]")]
    [InlineData("[\"\\ud800\",{\"\\udc00\":1}]", "[\"say\",\"\\ud800\",{\"\\udc00\":1}]")] // legal JSON, but no .NET string
    public void MessageOf_AnEvent_IsWhatTheWireHad(string args, string expected) =>
        Assert.Equal(expected, Message(Step(args)).PayloadText);

    [Fact]
    public void MessageOf_BoundValues_AreReplacedWholeOnly()
    {
        var payload = new StepPayload(recorded => recorded is "old" or "7" ? "new\"" : null);
        SocketIoMessage message = payload.MessageOf(Step("[\"old\",\"older\",7,{\"old\":\"old\"}]"), "/");
        Assert.Equal("[\"say\",\"new\\\"\",\"older\",\"new\\\"\",{\"old\":\"new\\\"\"}]", message.PayloadText);
    }

    [Fact]
    public void MessageOf_AnOffset_StandsBehindTheArguments()
    {
        SocketIoMessage message = new StepPayload(_ => null).MessageOf(Step("[1]"), "/", offset: "PxyZ");
        Assert.Equal("[\"say\",1,\"PxyZ\"]", message.PayloadText);
        ReplayStep live = LiveStep.Of(message, Direction.ServerToClient, 1, 0, hasOffset: true);
        Assert.Equal("[1]", live.Args.GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"$binary\":0},[{\"x\":{\"$binary\":0}}],{\"$$binary\":3}]")]
    public void MessageOf_ReadBack_IsTheSameStep(string args)
    {
        ReplayStep live = LiveStep.Of(Message(Step(args)), Direction.ServerToClient, 1, 0);
        Assert.Equal(("say", args), (live.Name, live.Args.GetRawText()));
    }

    private static SocketIoMessage Message(ReplayStep step) => new StepPayload(_ => null).MessageOf(step, "/");

    private static ReplayStep Step(string args) =>
        new()
        {
            Number = 1,
            RowId = 1,
            AtMicros = 0,
            From = Direction.ServerToClient,
            Kind = StepKind.Event,
            Name = "say",
            Args = JsonElement.Parse(args),
            Attachments = args.Contains("$binary\":0", StringComparison.Ordinal)
                ? [Encoding.UTF8.GetBytes("bytes")]
                : [],
        };
}

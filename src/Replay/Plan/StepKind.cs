namespace SioProxy.Replay.Plan;

/// <summary>What a step does on its socket; everything below it (pings, polls, upgrades) is transport, not a step.</summary>
public enum StepKind
{
    /// <summary>A CONNECT, from the client (the request) or the server (the answer).</summary>
    Connect,

    /// <summary>The server refused the namespace.</summary>
    ConnectError,

    /// <summary>An event.</summary>
    Event,

    /// <summary>The answer to an event.</summary>
    Ack,

    /// <summary>A namespace was left, or its session ended.</summary>
    Disconnect,

    /// <summary>
    /// A handshake of which no session came: from the client its request, from the server the answer. Those that were
    /// accepted are no steps: what is said in their sessions shows them.
    /// </summary>
    Handshake,
}

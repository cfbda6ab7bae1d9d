using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>The JSONP wrapping of polling bodies, both ways (engine.io-protocol, "JSONP").</summary>
public static class Jsonp
{
    /// <summary>Unwraps <c>___eio[j]("…");</c> to the text body inside.</summary>
    /// <returns>Done; or InvalidData: the wrapping is missing or the string does not unescape (what did is in <paramref name="payload"/>).</returns>
    public static OperationStatus UnwrapResponse(
        ReadOnlyMemory<byte> script,
        IBufferWriter<byte> payload,
        out DecodeFault? fault
    )
    {
        fault = null;
        return OperationStatus.InvalidData;
    }

    /// <summary>Unwraps the form body <c>d=…</c> to the text body inside.</summary>
    /// <returns>Done; or InvalidData: the form has no single field <c>d</c>.</returns>
    public static OperationStatus UnwrapRequest(
        ReadOnlyMemory<byte> form,
        IBufferWriter<byte> payload,
        out DecodeFault? fault
    )
    {
        fault = null;
        return OperationStatus.InvalidData;
    }

    /// <summary>Wraps a text body as a server does.</summary>
    /// <param name="index">The <c>j</c> of the request; all but its digits is dropped.</param>
    public static void WrapResponse(ReadOnlySpan<byte> payload, string index, IBufferWriter<byte> script) { }

    /// <summary>Wraps a text body as a client's form does.</summary>
    public static void WrapRequest(ReadOnlySpan<byte> payload, IBufferWriter<byte> form) { }
}

namespace SioProxy.Sessions;

/// <summary>The end of a WebSocket, or the abnormal end of an exchange.</summary>
public sealed record CapturedClose : CapturedRow
{
    /// <inheritdoc/>
    public override RowKind Kind => RowKind.Close;

    /// <summary>Who ended it first.</summary>
    public required ClosedBy By { get; init; }

    /// <summary>How.</summary>
    public required CloseHow How { get; init; }

    /// <summary>The close frame's code; null without one (which an API shows as 1005, or 1006 without a frame).</summary>
    public int? Code { get; init; }

    /// <summary>The close frame's reason, or what broke the exchange; null without.</summary>
    public string? Reason { get; init; }
}

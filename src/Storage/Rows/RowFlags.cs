namespace SioProxy.Storage.Rows;

/// <summary>The bits of <c>capture_row.flags</c>. Stored as is: the values never change.</summary>
[Flags]
internal enum RowFlags
{
    None = 0,
    Truncated = 1,

    /// <summary>The raw packet, message or body is bytes rather than UTF-8 text.</summary>
    Binary = 2,
    NumericEventName = 4,
    Redacted = 8,

    /// <summary>The sid is in the payload record, as no session of the capture has it.</summary>
    LooseSid = 16,
}

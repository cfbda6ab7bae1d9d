namespace SioProxy.Storage.Rows;

/// <summary>The first byte of a payload record: which parts follow, in this order. Stored as is: the values never change.</summary>
[Flags]
internal enum PayloadParts : byte
{
    None = 0,
    Sid = 1,
    Redacted = 2,
    FaultMessage = 4,
    Attachments = 8,
    RecoveryOffset = 16,
    NamespaceQuery = 32,

    /// <summary>The fields of an exchange, a close or a gap.</summary>
    Fields = 64,
}

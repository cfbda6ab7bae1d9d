namespace SioProxy.Storage.Rows;

/// <summary>The columns whose values <c>segment_index</c> lists. Stored as is: the values never change.</summary>
internal enum SegmentField
{
    Session = 1,
    Event = 2,
    Namespace = 3,
    Client = 4,
    Node = 5,
    Fault = 6,
}

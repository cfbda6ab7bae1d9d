namespace SioProxy.Filtering;

/// <summary>The fields that a <see cref="NameNode"/> compares as text.</summary>
public enum NameField
{
    /// <summary><c>event:</c>, the name of an event.</summary>
    Event,

    /// <summary><c>ns:</c>, the namespace of a Socket.IO packet.</summary>
    Namespace,

    /// <summary><c>session:</c>, the Engine.IO sid.</summary>
    Session,

    /// <summary><c>client:</c>, the client's IP address.</summary>
    Client,

    /// <summary><c>node:</c>, the upstream's URL.</summary>
    Node,

    /// <summary><c>fault:</c>, the code of what could not be decoded.</summary>
    Fault,
}

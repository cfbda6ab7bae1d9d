using SioProxy.Protocol;

namespace SioProxy.Benchmarks.Captures;

/// <summary>An event of the generated traffic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Where it is emitted.</param>
/// <param name="From">Who emits it; null: either side.</param>
/// <param name="Weight">How often, beside the others.</param>
/// <param name="Asks">The share that asks for an ack.</param>
/// <param name="Write">Writes the arguments behind the name, with a comma in front of each.</param>
internal sealed record EventShape(
    string Name,
    string Namespace,
    Direction? From,
    int Weight,
    double Asks,
    Action<JsonBuffer, Random, EventContext> Write
)
{
    /// <summary>Whether it carries an attachment.</summary>
    public bool IsBinary { get; init; }
}

namespace SioProxy.Viewer.Packets;

/// <summary>What has become of a capture that is being viewed.</summary>
/// <param name="fate">In some words, to stand beside its name; empty: it is where it was.</param>
/// <param name="sentence">The same as a sentence.</param>
internal sealed class FateEventArgs(string fate, string sentence) : EventArgs
{
    public string Fate => fate;

    public string Sentence => sentence;
}

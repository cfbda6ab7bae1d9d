namespace SioProxy.Viewer.Summaries;

/// <summary>What a piece of a line means, for a theme to give it a colour; without colours the characters say it alone.</summary>
internal enum Tone
{
    Plain,
    Muted,
    Heading,
    FromClient,
    FromServer,
    Good,
    Warning,
    Fault,
}

using SioProxy.Viewer.App;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Summaries;

/// <summary>The theme's colours for tones.</summary>
internal static class ToneColors
{
    public static Attribute Of(this ViewerTheme theme, Tone tone) =>
        tone switch
        {
            Tone.Muted => theme.Dim,
            Tone.Heading => theme.Heading,
            Tone.FromClient => theme.Client,
            Tone.FromServer => theme.Server,
            Tone.Good => theme.Good,
            Tone.Warning => theme.Mark,
            Tone.Fault => theme.Fault,
            _ => theme.Normal,
        };
}

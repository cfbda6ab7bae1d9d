using SioProxy.Sessions;

namespace SioProxy.Viewer.App;

/// <summary>What went wrong, for a person.</summary>
internal static class Trouble
{
    public static string SentenceOf(Exception exception) =>
        TerminalText.Sanitize(
            exception is IOException or UnauthorizedAccessException
                ? exception.Message
                : $"Reading the capture failed: {exception.Message}"
        );
}

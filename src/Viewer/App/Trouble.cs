using SioProxy.Sessions;
using SioProxy.Storage;

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

    /// <summary>The same in a word or two, to stand beside the capture's name.</summary>
    public static string WordsOf(Exception exception) =>
        exception is CaptureFileException file
            ? file.Problem switch
            {
                CaptureFileProblem.Damaged => "damaged",
                CaptureFileProblem.Locked => "in use elsewhere",
                CaptureFileProblem.Missing => "moved or deleted",
                _ => "reading failed",
            }
            : "reading failed";
}

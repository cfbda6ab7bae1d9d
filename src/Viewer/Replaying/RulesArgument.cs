using SioProxy.Replay.Rules;
using SioProxy.Viewer.Commands;

namespace SioProxy.Viewer.Replaying;

/// <summary>The file of <c>--rules</c>.</summary>
internal static class RulesArgument
{
    /// <param name="path">The file; null: no rules.</param>
    /// <exception cref="CommandUsageException">It cannot be read, or is not a rules file.</exception>
    public static ReplayRules Read(string? path)
    {
        if (path is null)
        {
            return ReplayRules.None;
        }
        try
        {
            return RulesFile.Read(File.ReadAllBytes(path));
        }
        catch (RulesException e)
        {
            throw new CommandUsageException($"{path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException($"The rules cannot be read: {e.Message}");
        }
    }
}

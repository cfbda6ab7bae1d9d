using SioProxy.Storage;

namespace SioProxy.Viewer.Commands;

/// <summary>A file that a command is asked to write: nothing else may be lost by it.</summary>
internal static class OutputFile
{
    /// <returns>Where it is written: the path, links followed.</returns>
    /// <exception cref="CommandUsageException">It is something that must stay: what is read, a capture in use, a device, or a file without <c>--force</c>.</exception>
    public static string Check(string option, string path, bool replaces, params ReadOnlySpan<string> inputs)
    {
        if (path.Length == 0)
        {
            throw new CommandUsageException($"{option} is empty: name the file to write.");
        }
        string target = OutputPath.Resolve(path);
        foreach (string input in inputs)
        {
            if (CaptureParts.Of(OutputPath.Resolve(input)).Contains(target, StringComparer.Ordinal))
            {
                throw new CommandUsageException($"{option} would replace what is read: choose another file.");
            }
        }
        if (Directory.Exists(target))
        {
            throw new CommandUsageException($"{path} is a directory: name a file in it.");
        }
        if (OutputPath.IsSpecial(target)) // it would be replaced by a file
        {
            throw new CommandUsageException(
                $"{path} is a device or a pipe: leave {option} out and redirect the output to it."
            );
        }
        if (File.Exists(target) && !replaces)
        {
            throw new CommandUsageException(
                $"{path} is there already: choose another file, or add --force to replace it."
            );
        }
        if (CaptureParts.IsInUse(target))
        {
            throw new CommandUsageException(
                $"{path} is a capture in use, or one that was not closed: choose another file."
            );
        }
        return Directory.Exists(Path.GetDirectoryName(target))
            ? target
            : throw new CommandUsageException($"The directory of {path} is not there: make it first.");
    }
}

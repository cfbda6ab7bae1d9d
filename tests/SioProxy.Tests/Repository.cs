namespace SioProxy.Tests;

/// <summary>Where the sources lie that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Samples { get; } = Path.Combine(Root, "recordings", "samples");

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SioProxy.sln")))
        {
            folder =
                folder.Parent ?? throw new InvalidOperationException("These tests run from within the repository.");
        }
        return folder.FullName;
    }
}

namespace SioProxy.EndToEnd.Harness;

/// <summary>Where the sources lie that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A capture of <c>recordings/samples</c>.</summary>
    public static string Sample(string name) => Path.Combine(Root, "recordings", "samples", name + ".db");

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

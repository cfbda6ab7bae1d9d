namespace SioProxy.Viewer.App;

/// <summary>The user's directory for what the viewer is told and what it remembers.</summary>
internal static class ViewerDirectory
{
    /// <summary><c>$XDG_CONFIG_HOME/sioproxy</c>, else <c>~/.config/sioproxy</c>; on Windows in the roaming profile; null when there is no home.</summary>
    public static string? Default
    {
        get
        {
            string? given = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            if (!string.IsNullOrEmpty(given) && Path.IsPathFullyQualified(given))
            {
                return Path.Combine(given, "sioproxy");
            }
            string home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            return home.Length == 0 ? null : Path.Combine(home, "sioproxy");
        }
    }
}

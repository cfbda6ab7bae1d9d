#pragma warning disable CA1050, MA0047 // the runtime wants this very name, in no namespace

/// <summary>
/// Run by the runtime before a program's Main when DOTNET_STARTUP_HOOKS names this assembly: lets a program's thread die of an
/// exception as soon as a file is there, as a bug would, at a moment that a test chooses.
/// </summary>
internal static class StartupHook
{
    public const string Trigger = "SIOPROXY_DIES_WHEN";

    public const string Message = "a bug on a worker's thread";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Trigger) is not { Length: > 0 } file)
        {
            return;
        }
        new Thread(() =>
        {
            while (!File.Exists(file))
            {
                Thread.Sleep(20); // between two looks for the file
            }
            throw new InvalidOperationException(Message);
        })
        {
            IsBackground = true,
        }.Start();
    }
}

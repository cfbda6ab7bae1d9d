#pragma warning disable CA1050, MA0047 // the runtime wants this very name, in no namespace

using System.Reflection;

/// <summary>
/// Run by the runtime before a program's Main when DOTNET_STARTUP_HOOKS names this assembly: lets a program's thread die of an
/// exception as soon as a file is there, as a bug would, at a moment that a test chooses.
/// </summary>
internal static class StartupHook
{
    public const string Trigger = "SIOPROXY_DIES_WHEN";

    public const string Message = "a bug on a worker's thread";

    public const string ScreenTrigger = "SIOPROXY_SCREEN_DIES_WHEN";

    public const string ScreenMessage = "a bug on the screen's thread.";

    public static void Initialize()
    {
        When(Trigger, () => throw new InvalidOperationException(Message));
        When(ScreenTrigger, () => PostToTheScreen(() => throw new InvalidOperationException(ScreenMessage)));
    }

    private static void When(string variable, Action die)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } file)
        {
            return;
        }
        new Thread(() =>
        {
            while (!File.Exists(file))
            {
                Thread.Sleep(20); // between two looks for the file
            }
            die();
        })
        {
            IsBackground = true,
        }.Start();
    }

    // The viewer offers no door for this: its program is found by the handler that it has for exceptions of workers.
    private static void PostToTheScreen(Action action)
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        FieldInfo handlers = typeof(AppContext)
            .GetFields(Hidden)
            .Single(field => field.FieldType == typeof(UnhandledExceptionEventHandler));
        object program = ((Delegate)handlers.GetValue(null)!)
            .GetInvocationList()
            .Select(handler => handler.Target)
            .Single(target => target?.GetType().Name == "TerminalProgram")!;
        object queue = program.GetType().GetField("_ui", Hidden)!.GetValue(program)!;
        _ = queue.GetType().GetMethod("Post")!.Invoke(queue, [action]);
    }
}

using System.Runtime.CompilerServices;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>Tells Terminal.Gui, before any of it runs, to leave the real terminal alone.</summary>
internal static class HeadlessDriver
{
    [ModuleInitializer]
    internal static void Use() => Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
}

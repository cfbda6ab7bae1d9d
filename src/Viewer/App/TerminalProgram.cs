using System.Runtime.InteropServices;
using SioProxy.Viewer.Commands;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace SioProxy.Viewer.App;

/// <summary>The life of the terminal program: takes the screen, runs, and gives the terminal back whatever happens.</summary>
internal static class TerminalProgram
{
    private const int Fps = 60;

    public static bool HasTerminal => Driver.IsAttachedToTerminal(out bool input, out bool output) && input && output;

    public static int Run(ViewerOptions options, CommandIo io)
    {
        Application.MaximumIterationsPerSecond = Fps;
        IApplication? app = null;
        void Restore()
        {
            try
            {
                app?.Dispose();
            }
            catch (Exception) // the terminal is given back as far as it goes; the first error is the one to tell
            {
                // Nothing more can be done here.
            }
        }
        void OnCrash(object sender, UnhandledExceptionEventArgs e) => Restore();
        AppDomain.CurrentDomain.UnhandledException += OnCrash;
        using var ui = new UiQueue();
        try
        {
            app = Application.Create().Init(DriverRegistry.Names.ANSI);
            using ViewerContext context = new(options, ui);
            using var window = new MainWindow(context);
            using var signals = new Signals(() => ui.Post(window.RequestStop));
            app.Iteration += (_, _) => ui.Drain();
            app.Run(window);
            return ExitCode.Success;
        }
        catch (Exception exception) // the top of the screen's loop
        {
            Restore();
            app = null;
            io.Error.WriteLine(Trouble.SentenceOf(exception));
            io.Error.WriteLine(exception.ToString());
            return ExitCode.Failure;
        }
        finally
        {
            Restore();
            AppDomain.CurrentDomain.UnhandledException -= OnCrash;
        }
    }

    private sealed class Signals : IDisposable
    {
        private readonly List<PosixSignalRegistration> _registrations = [];

        public Signals(Action stop)
        {
            foreach (
                PosixSignal signal in (PosixSignal[])
                    [PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGQUIT]
            )
            {
                _registrations.Add(
                    PosixSignalRegistration.Create(
                        signal,
                        context =>
                        {
                            context.Cancel = true;
                            stop();
                        }
                    )
                );
            }
        }

        public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
    }
}

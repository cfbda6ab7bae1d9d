using System.Runtime.InteropServices;
using SioProxy.Viewer.Commands;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drivers;

namespace SioProxy.Viewer.App;

/// <summary>The life of the terminal program: takes the screen, runs, and gives the terminal back whatever happens.</summary>
internal sealed class TerminalProgram
{
    // Our own wait comes before the framework's: that one is to be next to nothing.
    private const int OwnWaits = 500;
    private const int FrameworkWaits = 50;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly UiQueue _ui = new();
    private IApplication? _app;
    private bool _isGone;

    public static bool HasTerminal => Driver.IsAttachedToTerminal(out bool input, out bool output) && input && output;

    public int Run(ViewerOptions options, CommandIo io)
    {
        AppDomain.CurrentDomain.UnhandledException += OnCrash;
        try
        {
            OverruleConfiguration(options.Settings.Colors);
            Application.MaximumIterationsPerSecond = (ushort)(TerminalInput.IsSupported ? OwnWaits : FrameworkWaits);
            _app = Application.Create().Init(DriverRegistry.Names.ANSI);
            using ViewerContext context = new(options, _ui);
            using var window = new MainWindow(context);
            using var signals = new StopSignals(() => _ui.Post(window.RequestStop));
            using var input = new TerminalInput();
            _ui.Posted += (_, _) => input.Wake();
            var pace = new LoopPace(TimeProvider.System);
            _app.Iteration += (_, _) => Rest(input, pace, window);
            _ = _app.Run(window);
            return ExitCode.Success;
        }
        catch (Exception exception) // the top of the screen's loop
        {
            Restore();
            Tell(io, exception);
            return ExitCode.Failure;
        }
        finally
        {
            Restore();
            AppDomain.CurrentDomain.UnhandledException -= OnCrash;
        }
    }

    /// <summary>A file .tui/config.json in the current directory must not decide about keys and colours.</summary>
    private static void OverruleConfiguration(ColorDepth colors)
    {
        string isSixteen = colors == ColorDepth.Sixteen ? "true" : "false";
        TuiConfigurationBuilder.Shared.RuntimeConfig = $$"""
            {
              "Theme": "Default",
              "Application": { "ForceDriver": "", "IsMouseDisabled": false },
              "Driver": { "Force16Colors": {{isSixteen}} }
            }
            """;
        TuiConfigurationBuilder.Shared.ApplyToStaticFacades();
    }

    private void Rest(TerminalInput input, LoopPace pace, MainWindow window)
    {
        if (!_ui.Drain() && TerminalInput.IsSupported)
        {
            switch (input.Wait(pace.Rest))
            {
                case TerminalState.Input:
                    pace.OnInput();
                    break;
                case TerminalState.Gone:
                    _isGone = true;
                    window.RequestStop();
                    break;
            }
            _ = _ui.Drain();
        }
    }

    private static void Tell(CommandIo io, Exception exception)
    {
        try
        {
            io.Error.WriteLine($"sioview broke down: {Trouble.SentenceOf(exception)}");
            io.Error.WriteLine(exception.StackTrace);
        }
        catch (IOException)
        {
            // The terminal is gone, and with it whoever would have read this.
        }
    }

    private void OnCrash(object sender, UnhandledExceptionEventArgs e) => Restore();

    private void Restore()
    {
        IApplication? app = Interlocked.Exchange(ref _app, null);
        if (app is null || _isGone)
        {
            return; // without a terminal there is nothing to give back, and the framework would wait for its input for ever
        }
        var farewell = new Thread(() =>
        {
            try
            {
                app.Dispose();
            }
            catch (Exception) // the first error is the one to tell
            {
                // The terminal was given back as far as it goes.
            }
        })
        {
            IsBackground = true,
        };
        farewell.Start();
        _ = farewell.Join(s_farewell);
    }

    private sealed class StopSignals : IDisposable
    {
        private readonly List<PosixSignalRegistration> _registrations = [];

        public StopSignals(Action stop)
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

using System.Runtime.InteropServices;
using SioProxy.Sessions;
using SioProxy.Viewer.Commands;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.App;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drivers;

namespace SioProxy.Viewer.App;

/// <summary>The life of the terminal program: takes the screen, runs, and gives the terminal back whatever happens.</summary>
internal sealed class TerminalProgram : IDisposable
{
    // Our own wait comes before the framework's: that one is to be next to nothing.
    private const int OwnWaits = 500;
    private const int FrameworkWaits = 50;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly UiQueue _ui = new();
    private readonly ManualResetEventSlim _restored = new();
    private readonly int _screenThread = Environment.CurrentManagedThreadId;
    private Action _stop = () => { };
    private volatile bool _hasCrashed;
    private IApplication? _app;
    private bool _isGone;

    public int Run(ViewerOptions options, CommandIo io)
    {
        AppDomain.CurrentDomain.UnhandledException += OnCrash;
        try
        {
            OverruleConfiguration(options.Settings.Colors);
            ForgetEmptyNoColor();
            Application.MaximumIterationsPerSecond = (ushort)(TerminalInput.IsSupported ? OwnWaits : FrameworkWaits);
            _app = Application.Create().Init(DriverRegistry.Names.ANSI);
            using ViewerContext context = new(options, _ui);
            using var window = new MainWindow(context);
            CheckKeys(context);
            using var signals = new StopSignals(() => _ui.Post(window.RequestStop));
            using var input = new TerminalInput();
            _ui.Posted += (_, _) => input.Wake();
            var pace = new LoopPace(TimeProvider.System);
            _app.Iteration += (_, _) => Rest(input, pace, window);
            _stop = window.RequestStop;
            _ = _app.Run(window);
            if (_hasCrashed)
            {
                Restore();
                _restored.Set();
                Thread.Sleep(System.Threading.Timeout.Infinite); // the runtime ends the program, and says of what
            }
            return ExitCode.Success;
        }
        catch (CommandUsageException)
        {
            Restore();
            throw;
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

    // Which commands there are is known only now.
    private static void CheckKeys(ViewerContext context)
    {
        foreach ((string command, string where) in context.Settings.KeysWhere)
        {
            if (context.Commands.WithId(command) is null)
            {
                throw new CommandUsageException(
                    $"{where}: there is no command '{command}': docs/viewer-keys.md lists them all."
                );
            }
        }
    }

    // An empty NO_COLOR is as good as none (https://no-color.org); the framework takes it for one.
    private static void ForgetEmptyNoColor()
    {
        if (Environment.GetEnvironmentVariable("NO_COLOR") is "")
        {
            Environment.SetEnvironmentVariable("NO_COLOR", null);
        }
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
            string sentence = TerminalText.Sanitize(exception.Message);
            io.Error.WriteLine($"sioview broke down: {sentence} Details are in {WriteDetails(exception)}.");
        }
        catch (IOException)
        {
            // The terminal is gone, and with it whoever would have read this.
        }
    }

    private static string WriteDetails(Exception exception)
    {
        string path = Path.Combine(Path.GetTempPath(), $"sioview-{Guid.NewGuid():N}.txt");
        using var writer = new StreamWriter(PrivateFile.Create(path));
        writer.WriteLine($"sioview {typeof(TerminalProgram).Assembly.GetName().Version} {DateTime.UtcNow:O}");
        writer.WriteLine(exception);
        return path;
    }

    // A worker has died, and with it the program as soon as this returns. The terminal is given back by the screen's thread, which may be
    // in the midst of drawing; only when that is stuck, too, behind its back.
    private void OnCrash(object sender, UnhandledExceptionEventArgs e)
    {
        _hasCrashed = true;
        _ui.Post(() => _stop());
        if (Environment.CurrentManagedThreadId == _screenThread || !_restored.Wait(Patience))
        {
            Restore();
        }
    }

    public void Dispose() => _restored.Dispose();

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
        _ = farewell.Join(Farewell);
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

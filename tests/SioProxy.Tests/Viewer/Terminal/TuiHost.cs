using System.Text;
using SioProxy.Storage;
using SioProxy.Viewer.App;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>
/// The terminal program without a terminal: keys go in, the screen comes out. Its clock stands still until it is advanced;
/// its workers are real, so what they find is waited for.
/// </summary>
internal sealed class TuiHost : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly VirtualTimeProvider _time = new();
    private readonly UiQueue _ui = new();
    private readonly AutoResetEvent _posted = new(false);
    private readonly IApplication _app;
    private readonly SessionToken _session;

    /// <param name="capture">The capture to open.</param>
    /// <param name="workspaces">The workspaces of the window; by default those of the program.</param>
    public TuiHost(
        string capture,
        int columns = 100,
        int rows = 24,
        ViewerSettings? settings = null,
        Func<ViewerContext, IReadOnlyList<Workspace>>? workspaces = null
    )
    {
        _ui.Posted += (_, _) => _posted.Set();
        _app = Application.Create(_time).Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(columns, rows);
        using (CaptureReader reader = CaptureFile.OpenReader(capture))
        {
            Context = new ViewerContext(
                new ViewerOptions
                {
                    Path = capture,
                    Span = (reader.FirstRowId, reader.LastRowId),
                    Settings = settings ?? ViewerSettings.Default,
                },
                _ui
            );
        }
        Window = new MainWindow(Context, workspaces?.Invoke(Context));
        _session = _app.Begin(Window)!;
        Draw();
    }

    public ViewerContext Context { get; }

    public MainWindow Window { get; }

    /// <summary>Whether the program wants to end.</summary>
    public bool HasQuit => Window.StopRequested;

    /// <summary>The screen as text, without blanks at the ends of lines.</summary>
    public string Screen => string.Join('\n', Lines);

    public IReadOnlyList<string> Lines =>
        [.. _app.Driver!.ToString()!.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];

    public (int Columns, int Rows) Size => (_app.Driver!.Cols, _app.Driver.Rows);

    /// <summary>What a cell looks like.</summary>
    public Cell Cell(int x, int y) => _app.Driver!.Contents![y, x];

    /// <summary>The bytes that the last redraw sent to the terminal.</summary>
    public string LastOutput => _app.Driver!.GetOutput().GetLastOutput();

    /// <summary>Presses keys, named as in the configuration file: <c>j</c>, <c>G</c>, <c>ctrl+d</c>, <c>enter</c>.</summary>
    public TuiHost Press(params string[] keys)
    {
        foreach (string key in keys)
        {
            _app.InjectKey(TestKeys.Parse(key));
            Draw();
        }
        return this;
    }

    /// <summary>Types text.</summary>
    public TuiHost Type(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            _app.InjectKey(rune.IsBmp ? new Key((char)rune.Value) : new Key(rune.Value));
            Draw();
        }
        return this;
    }

    public TuiHost Click(int x, int y)
    {
        _app.InjectSequence(InputInjectionExtensions.LeftButtonClick(new System.Drawing.Point(x, y)));
        Draw();
        return this;
    }

    public TuiHost Resize(int columns, int rows)
    {
        _app.Driver!.SetScreenSize(columns, rows);
        Draw();
        return this;
    }

    /// <summary>Lets time pass: timers that are due run.</summary>
    public TuiHost Advance(TimeSpan time)
    {
        _time.Advance(time);
        Draw();
        return this;
    }

    /// <summary>Waits, in real time, until the screen shows a text.</summary>
    public TuiHost WaitFor(string text) => WaitFor(() => Screen.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits, in real time, for what workers bring.</summary>
    public TuiHost WaitFor(Func<bool> condition, string what = "a condition")
    {
        long end = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Waited in vain for {what}; the screen was:\n{Screen}");
            _ = _posted.WaitOne(TimeSpan.FromMilliseconds(20));
            Draw();
        }
        return this;
    }

    /// <summary>One iteration of the program's loop without input.</summary>
    public TuiHost Draw()
    {
        _ = _ui.Drain();
        _app.TimedEvents!.RunTimers();
        _app.LayoutAndDraw();
        return this;
    }

    public void Dispose()
    {
        _app.End(_session);
        Context.Dispose();
        Window.Dispose();
        _app.Dispose();
        _posted.Dispose();
    }
}

using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Marks;
using SioProxy.Viewer.Packets;
using SioProxy.Viewer.Search;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Viewer.App;

/// <summary>
/// What every pane of the viewer is given: the capture, the list's model, what is selected, the filter, the commands, and
/// the window around it. All of it belongs to the screen's thread.
/// </summary>
internal sealed class ViewerContext : IDisposable
{
    private readonly Func<CaptureReader> _open;
    private readonly List<ReaderThread> _threads = [];
    private long _selectedId;

    public ViewerContext(ViewerOptions options, UiQueue ui)
    {
        Path = options.Path;
        Settings = options.Settings;
        Time = options.Time;
        Ui = ui;
        Theme = options.Settings.Theme;
        Commands = new CommandRegistry(options.Settings.Keys);
        _open = () => CaptureFile.OpenReader(options.Path);
        Feed = new CapturePacketFeed(options.Span, _open, ui.Post, Note);
        Feed.FateChanged += (_, change) =>
        {
            Fate = change.Fate;
            if (change.Sentence.Length > 0)
            {
                Shell.ShowTrouble(change.Sentence);
            }
            FateChanged?.Invoke(this, EventArgs.Empty);
        };
        Packets = new PacketListModel(Feed);
        Filters = new ActiveFilter(Packets);
        Marks = new PacketMarks(options.Path, sentence => Shell?.ShowTrouble(TerminalText.Sanitize(sentence)));
        _selectedId = Feed.Span.First;
        Search = new RowSearch(this);
        Survey = new CaptureSurvey(this);
    }

    /// <summary>The capture's path.</summary>
    public string Path { get; }

    /// <summary>What has become of the file since it was opened, in some words; empty: it is where it was.</summary>
    public string Fate { get; private set; } = "";

    /// <summary>What went wrong last when it was read, in a word or two that stay to be seen; empty: nothing.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>The same as a sentence.</summary>
    public string FailureSentence { get; private set; } = "";

    /// <summary>Raised when <see cref="Fate"/> or <see cref="Failure"/> changed.</summary>
    public event EventHandler? FateChanged;

    public ViewerSettings Settings { get; }

    public TimeProvider Time { get; }

    /// <summary>From other threads to the screen's.</summary>
    public UiQueue Ui { get; }

    /// <summary>The colours in use; they may change while the program runs, so views read them when they draw.</summary>
    public ViewerTheme Theme { get; set; }

    public CommandRegistry Commands { get; }

    /// <summary>The rows that the packet list shows.</summary>
    public PacketListModel Packets { get; }

    /// <summary>The user's filter and the quick toggles beside it.</summary>
    public ActiveFilter Filters { get; }

    /// <summary>The rows that somebody marked or commented.</summary>
    public PacketMarks Marks { get; }

    /// <summary>What is searched for among the rows shown.</summary>
    public RowSearch Search { get; }

    /// <summary>The capture's sessions and what they suffer from.</summary>
    public CaptureSurvey Survey { get; }

    /// <summary>The window around the panes.</summary>
    public IViewerShell Shell { get; set; } = null!;

    /// <summary>The id of the row under the list's cursor; 0 when there is none.</summary>
    public long SelectedId
    {
        get => _selectedId;
        set
        {
            if (value != _selectedId)
            {
                _selectedId = value;
                SelectionChanged?.Invoke(this, EventArgs.Empty);
            }
        }
    }

    /// <summary>Raised when <see cref="SelectedId"/> changed; often while a key is held down, so readers wait a little before they read.</summary>
    public event EventHandler? SelectionChanged;

    private CapturePacketFeed Feed { get; }

    /// <summary>A thread with a reader of its own, closed with the program. What goes wrong on it is said on the screen.</summary>
    public ReaderThread OpenReaderThread(string name)
    {
        var thread = new ReaderThread(name, _open, exception => Ui.Post(() => Note(exception)));
        _threads.Add(thread);
        return thread;
    }

    private void Note(Exception exception)
    {
        if (Fate.Length > 0 && exception is CaptureFileException { Problem: CaptureFileProblem.Missing })
        {
            return; // that, and what it means for what is shown, was said
        }
        (Failure, FailureSentence) = (Trouble.WordsOf(exception), Trouble.SentenceOf(exception));
        Shell?.ShowTrouble(FailureSentence);
        FateChanged?.Invoke(this, EventArgs.Empty);
    }

    public void Dispose()
    {
        foreach (ReaderThread thread in _threads)
        {
            thread.Dispose();
        }
        Feed.Dispose();
    }
}

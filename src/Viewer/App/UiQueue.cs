using System.Collections.Concurrent;

namespace SioProxy.Viewer.App;

/// <summary>
/// Work that other threads hand to the screen's thread. Not the framework's own queue: that one is locked while it runs, so
/// that a dialog opened from it would hold up every worker.
/// </summary>
internal sealed class UiQueue
{
    private readonly ConcurrentQueue<Action> _actions = new();

    /// <summary>Raised, on the thread that posts, when something was posted.</summary>
    public event EventHandler? Posted;

    /// <summary>Runs the action on the screen's thread, soon. From any thread; never waits, never throws.</summary>
    public void Post(Action action)
    {
        _actions.Enqueue(action);
        Posted?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Runs what was posted so far. On the screen's thread.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Drain()
    {
        bool any = false;
        for (int left = _actions.Count; left > 0 && _actions.TryDequeue(out Action? action); left--)
        {
            any = true;
            action();
        }
        return any;
    }
}

namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>Threads that keep cores busy with nothing.</summary>
internal sealed class Spinning : IDisposable
{
    private readonly List<Thread> _threads = [];
    private volatile bool _isOver;

    public Spinning(int threads)
    {
        for (int i = 0; i < threads; i++)
        {
            var thread = new Thread(Spin) { IsBackground = true };
            thread.Start();
            _threads.Add(thread);
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _threads.ForEach(thread => thread.Join());
    }

    private void Spin()
    {
        while (!_isOver)
        {
            Thread.SpinWait(1000);
        }
    }
}

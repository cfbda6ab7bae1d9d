using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace SioProxy.Proxy.Tap;

/// <summary>Shows the end of what a client sent only behind the last byte, not together with it.</summary>
internal sealed class HeldFinReader : PipeReader, IValueTaskSource<ReadResult>
{
    private readonly PipeReader _inner;
    private readonly Action _ended;
    private readonly Action _completed;
    private ValueTaskAwaiter<ReadResult> _pending;
    private ManualResetValueTaskSourceCore<bool> _completion; // of the pending read: every read of a request waits, none allocates
    private SequencePosition _heldEnd;
    private bool _isHeld;
    private bool _isExhausted;

    /// <param name="ended">Called when that end is shown.</param>
    public HeldFinReader(PipeReader inner, Action ended)
    {
        _inner = inner;
        _ended = ended;
        _completed = () => _completion.SetResult(true);
    }

    /// <summary>Whether reads are the inner reader's own.</summary>
    public bool PassesThrough { get; set; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
#pragma warning disable CA2012 // its awaiter is used once, by GetResult below
        ValueTask<ReadResult> read = _inner.ReadAsync(cancellationToken);
#pragma warning restore CA2012
        if (PassesThrough || read.IsFaulted || read.IsCanceled)
        {
            return read;
        }
        if (read.IsCompletedSuccessfully)
        {
            return new ValueTask<ReadResult>(Hold(read.Result));
        }
        _completion.Reset();
        _pending = read.GetAwaiter();
        _pending.UnsafeOnCompleted(_completed);
        return new ValueTask<ReadResult>(this, _completion.Version);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!_inner.TryRead(out result))
        {
            return false;
        }
        result = PassesThrough ? result : Hold(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Whoever has looked at everything and waits for more must be told that nothing more comes.
        _isExhausted = _isHeld && examined.Equals(_heldEnd);
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _completion.GetResult(token);
#pragma warning disable VSTHRD002 // it has completed: that is what led here
        return Hold(_pending.GetResult());
#pragma warning restore VSTHRD002
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _completion.OnCompleted(continuation, state, token, flags);

    private ReadResult Hold(in ReadResult result)
    {
        if (!result.IsCompleted)
        {
            return result;
        }
        if (result.Buffer.IsEmpty || _isExhausted)
        {
            _ended();
            return result;
        }
        _isHeld = true;
        _heldEnd = result.Buffer.End;
        return new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false);
    }
}

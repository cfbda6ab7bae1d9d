using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace SioProxy.Proxy.Tap;

/// <summary>Shows the end of what a client sent only behind the last byte, not together with it.</summary>
/// <param name="ended">Called when that end is shown.</param>
internal sealed class HeldFinReader(PipeReader inner, Action ended) : PipeReader
{
    private SequencePosition _heldEnd;
    private bool _isHeld;
    private bool _isExhausted;

    /// <summary>Whether reads are the inner reader's own.</summary>
    public bool PassesThrough { get; set; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<ReadResult> read = inner.ReadAsync(cancellationToken);
        return PassesThrough ? read : HoldAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
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
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> HoldAsync(ValueTask<ReadResult> read) => Hold(await read);

    private ReadResult Hold(in ReadResult result)
    {
        if (!result.IsCompleted)
        {
            return result;
        }
        if (result.Buffer.IsEmpty || _isExhausted)
        {
            ended();
            return result;
        }
        _isHeld = true;
        _heldEnd = result.Buffer.End;
        return new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false);
    }
}

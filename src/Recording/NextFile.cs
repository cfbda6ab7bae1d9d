namespace SioProxy.Recording;

/// <summary>
/// The next file of a rotation. What it begins with repeats what lives, and is in the old file when the new one cannot be made;
/// so that this happens once and not at each attempt, a trial has to succeed after a failure.
/// </summary>
/// <param name="start">Makes the file, given its first row's id.</param>
/// <param name="trial">Fails as making it would, and leaves nothing behind.</param>
internal sealed class NextFile(Func<long, ICaptureStore> start, Action trial)
{
    private volatile bool _hasFailed;

    /// <summary>Whether making it failed lately. Any thread.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Makes the file.</summary>
    /// <param name="problem">Why it cannot be made.</param>
    /// <returns>Null: it cannot be made.</returns>
    public ICaptureStore? TryStart(long firstRowId, out string? problem)
    {
        try
        {
            problem = null;
            return start(firstRowId);
        }
        catch (Exception e) // whatever it is: the old file goes on
        {
            _hasFailed = true;
            problem = e.Message;
            return null;
        }
    }

    /// <summary>Finds out whether the file could be made now.</summary>
    public void Try(out string? problem)
    {
        try
        {
            trial();
            _hasFailed = false;
            problem = null;
        }
        catch (Exception e)
        {
            problem = e.Message;
        }
    }
}

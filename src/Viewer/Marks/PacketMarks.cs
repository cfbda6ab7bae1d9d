namespace SioProxy.Viewer.Marks;

/// <summary>The marks of the capture that is open, kept on disk with each change.</summary>
internal sealed class PacketMarks
{
    private readonly SortedList<long, PacketMark> _marks = [];
    private readonly string _capture;
    private readonly Action<string> _trouble;

    /// <param name="trouble">Told in a sentence when the marks cannot be kept.</param>
    public PacketMarks(string capture, Action<string> trouble)
    {
        _capture = capture;
        _trouble = trouble;
        try
        {
            foreach (PacketMark mark in MarksFile.Read(capture))
            {
                _marks[mark.Id] = mark;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>Raised after each change.</summary>
    public event EventHandler? Changed;

    /// <summary>Why the marks could not be read (the file is then left as it is); null when they were.</summary>
    public string? Problem { get; }

    /// <summary>All, by their rows.</summary>
    public IList<PacketMark> All => _marks.Values;

    public PacketMark? Of(long id) => _marks.GetValueOrDefault(id);

    /// <summary>Marks a row, or takes its mark and comment away.</summary>
    public void Toggle(long id)
    {
        if (!_marks.Remove(id))
        {
            _marks[id] = new PacketMark(id, "");
        }
        Keep();
    }

    /// <summary>Writes a comment to a row, which marks it.</summary>
    public void Comment(long id, string comment)
    {
        _marks[id] = new PacketMark(id, comment.Trim());
        Keep();
    }

    /// <summary>The next marked row after this one, or the one before it, around the end; null when nothing is marked.</summary>
    public long? Next(long id, bool isBackwards)
    {
        if (_marks.Count == 0)
        {
            return null;
        }
        return isBackwards
            ? _marks.Keys.LastOrDefault(key => key < id, _marks.Keys[^1])
            : _marks.Keys.FirstOrDefault(key => key > id, _marks.Keys[0]);
    }

    private void Keep()
    {
        try
        {
            if (Problem is not null)
            {
                throw new IOException(Problem);
            }
            MarksFile.Write(_capture, _marks.Values);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _trouble($"The marks are not kept: {exception.Message}");
        }
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

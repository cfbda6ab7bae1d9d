using System.Text;

namespace SioProxy.Sessions;

/// <summary>What a scan found: the bytes to replace, the places by name, the attachments that a secret refers to.</summary>
internal sealed class RedactionHits
{
    public List<Splice> Splices { get; } = [];

    public List<string> Paths { get; } = [];

    public List<int> Attachments { get; } = [];

    /// <summary>Whether a masked value ran to the end of the text, so that what comes next may be the rest of it.</summary>
    public bool IsOpenEnded { get; set; }

    public bool IsEmpty => Splices.Count == 0;

    public void Reset(bool isOpenEnded)
    {
        Splices.Clear();
        Paths.Clear();
        Attachments.Clear();
        IsOpenEnded = isOpenEnded;
    }

    public void Add(int start, int end, string mask, bool isQuoted, string path)
    {
        Splices.Add(new Splice(start, end, Encoding.UTF8.GetBytes(isQuoted ? $"\"{mask}\"" : mask)));
        Paths.Add(path);
    }
}

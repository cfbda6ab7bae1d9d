namespace SioProxy.Benchmarks.Load;

/// <summary>Where a peer may put its files, listens, and forwards to.</summary>
internal readonly record struct PeerPlace(string Directory, int Port, int EchoPort)
{
    public string Write(string name, string content)
    {
        string path = Path.Combine(Directory, name);
        File.WriteAllText(path, content);
        return path;
    }
}

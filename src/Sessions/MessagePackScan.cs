using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Finds the secrets of a msgpack packet: members by name at any depth of its data, values by path.</summary>
internal sealed class MessagePackScan(RedactionRules rules, SecretMask mask)
{
    private readonly List<JsonStep> _steps = [];

    /// <summary>Adds what is to be replaced.</summary>
    /// <param name="redactedNamespace">What the namespace becomes; null: it stays.</param>
    /// <returns>False when the bytes are malformed: then nothing found so far is to be relied on.</returns>
    public bool TryScan(ReadOnlySpan<byte> bytes, in JsonScope scope, string? redactedNamespace, RedactionHits hits)
    {
        var walker = new MessagePackWalker(bytes);
        _steps.Clear();
        int until = 0;
        int data = 0; // where the packet's data ends; what lies outside are the packet's own members
        int end = -1;
        while (walker.Read())
        {
            end = end < 0 && walker.Kind == MessagePackTokenKind.Map ? walker.ValueEnd() : Math.Max(end, 0);
            if (walker.Offset < until || walker.IsKey || walker.Depth == 0)
            {
                continue;
            }
            if (walker.Depth == 1)
            {
                _steps.Clear();
                if (walker.Key.SequenceEqual("data"u8))
                {
                    data = walker.ValueEnd();
                }
                else if (redactedNamespace is not null && walker.Key.SequenceEqual("nsp"u8))
                {
                    Add(ref walker, redactedNamespace, "nsQuery", hits);
                }
                continue;
            }
            if (walker.Offset >= data)
            {
                continue;
            }
            Step(ref walker, scope);
            if (IsSecret(ref walker, scope))
            {
                until = walker.ValueEnd();
                if (until < 0)
                {
                    return false;
                }
                ReadOnlySpan<byte> value =
                    walker.Kind == MessagePackTokenKind.Text ? walker.Content : bytes[walker.Offset..until];
                if (!SecretMask.IsMask(value))
                {
                    Add(ref walker, mask.Of(value), PathText(scope), hits);
                }
            }
        }
        return end == bytes.Length && !walker.IsMalformed; // one map, nothing behind it
    }

    private void Step(scoped ref MessagePackWalker walker, in JsonScope scope)
    {
        int level = walker.Depth - 2; // the packet's map and the member data are no steps
        if (_steps.Count > level)
        {
            _steps.RemoveRange(level, _steps.Count - level);
        }
        int index = walker.Index >= 0 && level == 0 && scope.SkipsFirst ? walker.Index - 1 : walker.Index;
        _steps.Add(
            walker.Index >= 0 ? new JsonStep(null, index) : new JsonStep(Encoding.UTF8.GetString(walker.Key), -1)
        );
    }

    private bool IsSecret(scoped ref MessagePackWalker walker, in JsonScope scope)
    {
        if (walker.Kind == MessagePackTokenKind.Nil || (_steps.Count == 1 && scope.SkipsFirst && walker.Index == 0))
        {
            return false;
        }
        if (walker.Index < 0 && rules.Members.Contains(walker.Key))
        {
            return true;
        }
        for (int i = 0; i < scope.Paths.Count; i++)
        {
            if (scope.Paths[i].Matches(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_steps)))
            {
                return true;
            }
        }
        return false;
    }

    private static void Add(scoped ref MessagePackWalker walker, string text, string path, RedactionHits hits)
    {
        var output = new ArrayBufferWriter<byte>();
        MessagePackWriter.WriteString(output, Encoding.UTF8.GetBytes(text));
        hits.Splices.Add(new Splice(walker.Offset, walker.ValueEnd(), output.WrittenSpan.ToArray()));
        hits.Paths.Add(path);
    }

    private string PathText(in JsonScope scope)
    {
        var text = new StringBuilder(scope.Prefix);
        foreach (JsonStep step in _steps)
        {
            _ = step.Name is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]")
                : text.Append('.').Append(step.Name);
        }
        return text.ToString();
    }
}

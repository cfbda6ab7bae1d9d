using System.Buffers;
using System.Buffers.Text;

namespace SioProxy.Protocol.SocketIo;

/// <summary>What replaces one part of a payload's text.</summary>
/// <param name="Start">Offset of the part's first byte.</param>
/// <param name="End">Offset behind its last byte.</param>
/// <param name="Binary">The attachment that a placeholder names; -1: see <paramref name="Insert"/>.</param>
/// <param name="Insert">A byte to put there; 0: nothing, the part is left out.</param>
internal readonly record struct JsonEdit(int Start, int End, int Binary, byte Insert)
{
    public void Write(IBufferWriter<byte> output)
    {
        if (Binary >= 0)
        {
            output.Write("{\"$binary\":"u8);
            _ = Utf8Formatter.TryFormat(Binary, output.GetSpan(11), out int written);
            output.Advance(written);
            output.Write("}"u8);
        }
        else if (Insert != 0)
        {
            output.Write([Insert]);
        }
    }
}

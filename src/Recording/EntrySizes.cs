using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>Roughly how much memory an entry holds on to: what the backlog is bounded by.</summary>
internal static class EntrySizes
{
    private const int PerObject = 300;

    public static long Of(CaptureEntry entry) =>
        entry switch
        {
            PacketRun run => PerObject + run.MemoryBytes,
            CapturedPacket packet => PerObject + packet.Raw.Length + Attachments(packet),
            CapturedMessage message => PerObject + message.Data.Length,
            CapturedHttp http => PerObject + http.Body.Length + (http.Path.Length * 2),
            ConnectionEntry connection => PerObject
                + Headers(connection.RequestHeaders)
                + Headers(connection.ResponseHeaders),
            _ => PerObject,
        };

    private static long Attachments(CapturedPacket packet)
    {
        long sum = 0;
        for (int i = 0; i < packet.Attachments.Count; i++)
        {
            sum += packet.Attachments[i].Length + 40;
        }
        return sum;
    }

    private static long Headers(IReadOnlyList<HttpHeader> headers)
    {
        long sum = 0;
        for (int i = 0; i < headers.Count; i++)
        {
            sum += 80 + ((headers[i].Name.Length + headers[i].Value.Length) * 2);
        }
        return sum;
    }
}

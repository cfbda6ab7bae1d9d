using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

internal static class Reading
{
    public static IEnumerable<CapturedRow> Rows(
        this CaptureReader reader,
        string filter = "",
        bool withPayload = true
    ) => reader.Read(Parse(filter), withPayload: withPayload, cancellationToken: TestContext.Current.CancellationToken);

    public static Filter Parse(string text) =>
        Filter.TryParse(text, out Filter? filter, out FilterError? error)
            ? filter
            : throw new ArgumentException(error.Message, nameof(text));
}

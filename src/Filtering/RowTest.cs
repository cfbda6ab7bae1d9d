using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Decides about a row.</summary>
internal delegate bool RowTest(CapturedRow row);

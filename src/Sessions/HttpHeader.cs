namespace SioProxy.Sessions;

/// <summary>One header field as received (a repeated field is several of these).</summary>
/// <param name="Name">The name, in the case it came in where that is known.</param>
/// <param name="Value">The value; bytes read as Latin-1; secrets already replaced in a capture.</param>
public readonly record struct HttpHeader(string Name, string Value);

namespace SioProxy.EndToEnd.Harness;

/// <summary>How a program ended, and all that it said.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);

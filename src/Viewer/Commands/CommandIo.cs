namespace SioProxy.Viewer.Commands;

/// <summary>What a command reads from and writes to besides its files.</summary>
internal sealed record CommandIo
{
    public required CommandOutput Output { get; init; }

    public required TextWriter Error { get; init; }

    public bool IsInputTerminal { get; init; }

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns of the terminal that the output goes to; 0 when it goes elsewhere.</summary>
    public int OutputWidth { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Somebody wants the program to end.</summary>
    public CancellationToken Stop { get; init; }
}

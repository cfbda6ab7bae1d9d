using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sequence;

/// <summary>
/// The lines of a sequence diagram for a width: a time column, then client, proxy and server as lanes with arrows between
/// them, spans of acks as heavy lanes, their latency at the right.
/// </summary>
internal sealed class SequenceLines
{
    private const int TimeWidth = 13;
    private const int SessionWidth = 7;
    private const int LatencyWidth = 10;
    private const int MinArrow = 16;

    private const string SilentLane = "┆";

    private readonly int _width;
    private readonly bool _hasSessions;
    private readonly int _client;
    private readonly int _proxy;
    private readonly int _server;

    /// <param name="showsSessions">Whether each arrow says whose it is: rows of several sessions are shown.</param>
    public SequenceLines(int width, bool showsSessions)
    {
        _width = Math.Max(TimeWidth + MinArrow + LatencyWidth, width);
        _hasSessions = showsSessions && width >= 100;
        _client = TimeWidth + 1 + (_hasSessions ? SessionWidth + 1 : 0);
        _server = _width - LatencyWidth - 1;
        _proxy = _client + ((_server - _client) * 2 / 3);
    }

    /// <summary>The lanes' names.</summary>
    public IReadOnlyList<(string Text, Tone Tone)> Heading(string client, string server)
    {
        var line = new LineCanvas(_width);
        int room = (_proxy - _client) / 2;
        line.Put(
            _client,
            DisplayWidth.Fit(TerminalText.Sanitize(client), Math.Max(6, _proxy - _client - 6)),
            Tone.FromClient
        );
        line.Put(_proxy - 2, "proxy", Tone.Muted);
        string name = DisplayWidth.Fit(
            TerminalText.Sanitize(server),
            Math.Max(6, Math.Min(room + LatencyWidth, _width - _proxy - 4))
        );
        line.Put(
            Math.Max(_proxy + 4, Math.Min(_width - DisplayWidth.Of(name), _server - (DisplayWidth.Of(name) / 2))),
            name,
            Tone.FromServer
        );
        return line.ToPieces();
    }

    /// <summary>One line of a step.</summary>
    /// <param name="index">The step.</param>
    /// <param name="part">Which of its lines.</param>
    public IReadOnlyList<(string Text, Tone Tone)> Compose(SequencePicture picture, int index, int part)
    {
        SequenceStep step = picture.Steps[index];
        var line = new LineCanvas(_width);
        PutLanes(line, picture, index);
        if (part == 0 && step.Row is { } row)
        {
            line.Put(0, TimeText.Iso(row.AtMicros)[11..23], Tone.Muted);
            if (_hasSessions && row.Session is { } session)
            {
                line.Put(TimeWidth, DisplayWidth.Fit(TerminalText.Sanitize(session), SessionWidth), Tone.Muted);
            }
        }
        Put(line, step, part);
        if (part == 0)
        {
            PutLatency(line, picture, index);
        }
        return line.ToPieces();
    }

    private void PutLanes(LineCanvas line, SequencePicture picture, int index)
    {
        bool isClientBusy = false;
        bool isServerBusy = false;
        foreach (AckSpan span in picture.Spans)
        {
            if (span.To is { } to && index >= span.From && index <= to)
            {
                isServerBusy |= span.Asked == Direction.ClientToServer;
                isClientBusy |= span.Asked == Direction.ServerToClient;
            }
        }
        bool isSilent = picture.Steps[index].Kind == SequenceStepKind.Silence;
        PutLane(line, _client, isClientBusy, isSilent);
        line.Put(_proxy, isSilent ? SilentLane : "┊", Tone.Muted);
        PutLane(line, _server, isServerBusy, isSilent);
    }

    private static void PutLane(LineCanvas line, int column, bool isBusy, bool isSilent) =>
        line.Put(
            column,
            (isBusy, isSilent) switch
            {
                (true, true) => "┋",
                (true, false) => "┃",
                (false, true) => SilentLane,
                _ => "│",
            },
            isBusy ? Tone.Good : Tone.Muted
        );

    private void Put(LineCanvas line, SequenceStep step, int part)
    {
        string label = SequenceLabel.Of(step);
        switch (step.Kind)
        {
            case SequenceStepKind.Arrow:
                PutArrow(line, step.Row!, label);
                break;
            case SequenceStepKind.Heartbeats:
                line.Fill(_client + 1, _server - 1, "·", Tone.Muted);
                PutLabel(line, $" ♥ {label} ", Tone.Muted);
                break;
            case SequenceStepKind.Silence:
                if (part == step.Lines / 2)
                {
                    PutLabel(line, label, Tone.Muted);
                }
                break;
            case SequenceStepKind.Gap:
                line.Fill(_client, _server, "▒", Tone.Warning);
                PutLabel(line, $" {label} ", Tone.Warning);
                break;
            case SequenceStepKind.Http:
                line.Fill(_client + 2, _server - 1, "─", Tone.Fault);
                line.Put(_client + 1, "◀", Tone.Fault);
                PutLabel(line, $" {label} ", Tone.Fault);
                break;
            default:
                PutClose(line, step.Row!, label);
                break;
        }
    }

    private void PutArrow(LineCanvas line, CapturedRow row, string label)
    {
        Direction direction = row is CapturedPacket packet ? packet.Direction : ((CapturedMessage)row).Direction;
        bool isFromClient = direction == Direction.ClientToServer;
        Tone tone =
            IsBad(row) ? Tone.Fault
            : isFromClient ? Tone.FromClient
            : Tone.FromServer;
        bool isAck = row is CapturedPacket { Type: SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck };
        line.Fill(_client + 1, _server - 1, isAck ? "╌" : "─", tone);
        line.Put(_proxy, isAck ? "┊" : "┼", tone);
        line.Put(isFromClient ? _server - 1 : _client + 1, isFromClient ? "▶" : "◀", tone);
        PutLabel(line, $" {label} ", tone);
    }

    private static bool IsBad(CapturedRow row) =>
        row
            is CapturedPacket { Fault: not null }
                or CapturedPacket { Type: SocketIoPacketType.ConnectError }
                or CapturedMessage { Fault: not null };

    private void PutClose(LineCanvas line, CapturedRow row, string label)
    {
        ClosedBy by = ((CapturedClose)row).By;
        int lane =
            by == ClosedBy.Client ? _client
            : by == ClosedBy.Server ? _server
            : _proxy;
        line.Put(lane, "╳", Tone.Fault);
        PutLabel(line, $" {label} ", Tone.Fault);
    }

    private void PutLabel(LineCanvas line, string label, Tone tone) =>
        line.Put(_client + 3, DisplayWidth.Fit(label, _server - _client - 6), tone);

    private void PutLatency(LineCanvas line, SequencePicture picture, int index)
    {
        foreach (AckSpan span in picture.Spans)
        {
            if (span.To == index && span.Micros is { } micros)
            {
                bool isSlow = micros > 1_000_000;
                line.Put(_server + 2, AmountText.Duration(micros), isSlow ? Tone.Warning : Tone.Good);
            }
            else if (span.From == index && span.IsUnanswered)
            {
                line.Put(_server + 2, "no ack", Tone.Warning);
            }
        }
    }
}

using System.Text;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Packets;

namespace SioProxy.Viewer.App;

/// <summary>The filter that the user has typed and the quick toggles beside it; together they decide what the list shows.</summary>
internal sealed class ActiveFilter(PacketListModel packets)
{
    private readonly List<string> _listened = [];

    /// <summary>Raised when any part of it changed.</summary>
    public event EventHandler? Changed;

    /// <summary>The filter typed.</summary>
    public Filter Typed { get; private set; } = Filter.All;

    /// <summary>Whether pings and pongs are hidden.</summary>
    public bool HidesHeartbeats { get; private set; }

    /// <summary>The only direction shown; null: both.</summary>
    public Direction? Direction { get; private set; }

    /// <summary>The only events shown (the "listen list"), in the order they were chosen; empty: all rows.</summary>
    public IReadOnlyList<string> Listened => _listened;

    /// <summary>All of it as one filter.</summary>
    public Filter Combined { get; private set; } = Filter.All;

    /// <summary>The model that shows what matches: its progress, and cancelling.</summary>
    public PacketListModel Packets => packets;

    /// <summary>Replaces the typed filter; the toggles stay.</summary>
    public void Apply(Filter filter)
    {
        Typed = filter;
        Update();
    }

    public void ToggleHeartbeats()
    {
        HidesHeartbeats = !HidesHeartbeats;
        Update();
    }

    /// <summary>Both, then the client's packets only, then the server's.</summary>
    public void NextDirection()
    {
        Direction = Direction switch
        {
            null => Protocol.Direction.ClientToServer,
            Protocol.Direction.ClientToServer => Protocol.Direction.ServerToClient,
            _ => null,
        };
        Update();
    }

    /// <summary>Puts an event on the listen list, or takes it off.</summary>
    public void ToggleListened(string eventName)
    {
        if (!_listened.Remove(eventName))
        {
            _listened.Add(eventName);
        }
        Update();
    }

    /// <summary>Shows everything again.</summary>
    public void Clear()
    {
        Typed = Filter.All;
        HidesHeartbeats = false;
        Direction = null;
        _listened.Clear();
        Update();
    }

    private void Update()
    {
        var text = new StringBuilder();
        if (HidesHeartbeats)
        {
            _ = text.Append("-is:heartbeat ");
        }
        if (Direction is { } direction)
        {
            _ = text.Append(direction == Protocol.Direction.ClientToServer ? "from:client " : "from:server ");
        }
        if (_listened.Count > 0)
        {
            _ = text.Append(FilterTerms.ForEvents(_listened));
        }
        Combined = Filter.Join(Typed, Filter.Parse(text.ToString().TrimEnd()));
        packets.Apply(Combined);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

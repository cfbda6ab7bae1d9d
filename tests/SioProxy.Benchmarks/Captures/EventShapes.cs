using SioProxy.Protocol;

namespace SioProxy.Benchmarks.Captures;

/// <summary>The events of the generated traffic: a few names make most of it.</summary>
internal static class EventShapes
{
    private const Direction Client = Direction.ClientToServer;
    private const Direction Server = Direction.ServerToClient;

    public static readonly EventShape Chat = new("chat_message", "/", null, 170, 0.3, WriteChat);

    public static readonly EventShape OrderFailed = new(
        "order_failed",
        "/market",
        Server,
        0,
        0,
        static (json, random, _) =>
            json.Raw(",{\"orderId\":\""u8)
                .Hex()
                .Raw("\",\"code\":\"E"u8)
                .Number(random.Next(1000, 1100))
                .Raw("\",\"reason\":\"insufficient funds\"}"u8)
    );

    public static readonly EventShape AccountLocked = new(
        "account_locked",
        "/admin",
        Server,
        0,
        0,
        static (json, _, context) =>
            json.Raw(",{\"user\":"u8).Number(context.User).Raw(",\"reason\":\"stolen passport\",\"until\":null}"u8)
    );

    public static readonly EventShape ReactorMeltdown = new(
        "reactor_meltdown",
        "/admin",
        Server,
        0,
        0,
        static (json, _, _) => json.Raw(",{\"core\":4,\"temperature\":2865.5,\"evacuate\":true}"u8)
    );

    public static readonly IReadOnlyList<EventShape> All =
    [
        Chat,
        new("presence", "/", Server, 180, 0, WritePresence),
        new("price", "/market", Server, 160, 0, WritePrice),
        new("cursor_move", "/docs", null, 140, 0, WriteCursor),
        new("typing", "/", Client, 100, 0, WriteTyping),
        new("doc_patch", "/docs", null, 60, 0.5, WritePatch),
        new("trade", "/market", Server, 50, 0, WritePrice),
        new("metrics", "/admin", Server, 30, 0, WriteMetrics),
        new("order_place", "/market", Client, 20, 1, WriteOrder),
        new("order_state", "/market", Server, 20, 0, WriteOrder),
        new("user_joined", "/", Server, 12, 0, WritePresence),
        new("user_left", "/", Server, 12, 0, WritePresence),
        new("history", "/", Client, 8, 1, WriteTyping),
        new("file_chunk", "/files", null, 6, 0.5, WriteChunk) { IsBinary = true },
        new("file_done", "/files", null, 2, 1, WriteChunk),
        new("audit", "/admin", Server, 4, 0, WriteMetrics),
    ];

    private static void WriteChat(JsonBuffer json, Random random, EventContext context)
    {
        json.Raw(",{\"id\":\""u8).Hex().Raw("\",\"room\":\""u8);
        _ = context.Rarity == Rarity.Room ? json.Raw("attic"u8) : json.Raw("room-"u8).Number(random.Next(50));
        json.Raw("\",\"user\":{\"id\":"u8).Number(context.User).Raw(",\"name\":\"user"u8).Number(context.User % 1000);
        json.Raw("\",\"roles\":[\"member\"]},\"at\":"u8)
            .Number(context.AtMillis)
            .Raw(",\"text\":\""u8)
            .Words(random.Next(2, 14));
        if (context.Rarity == Rarity.Word)
        {
            json.Raw(" watermelon "u8).Words(2);
        }
        json.Raw(random.Next(20) == 0 ? " \\\"quoted\\\"\\nand more\"}"u8 : "\"}"u8);
    }

    private static void WritePresence(JsonBuffer json, Random random, EventContext context) =>
        json.Raw(",{\"user\":{\"id\":"u8)
            .Number(random.Next(100_000))
            .Raw(",\"name\":\"user"u8)
            .Number(random.Next(1000))
            .Raw("\"},\"status\":\""u8)
            .Raw(random.Next(3) == 0 ? "away"u8 : "online"u8)
            .Raw("\",\"lastSeen\":"u8)
            .Number(context.AtMillis - random.Next(100_000))
            .Raw(",\"rooms\":["u8)
            .Number(random.Next(50))
            .Raw(","u8)
            .Number(random.Next(50))
            .Raw("]}"u8);

    private static void WritePrice(JsonBuffer json, Random random, EventContext context)
    {
        int price = random.Next(1000, 90_000);
        json.Raw(",{\"symbol\":\"SYM"u8)
            .Number(random.Next(400))
            .Raw("\",\"bid\":"u8)
            .Price(price)
            .Raw(",\"ask\":"u8)
            .Price(price + random.Next(1, 40));
        json.Raw(",\"volume\":"u8)
            .Number(random.Next(100_000))
            .Raw(",\"at\":"u8)
            .Number(context.AtMillis)
            .Raw(",\"depth\":["u8);
        for (int i = 0; i < 3; i++)
        {
            json.Raw(i == 0 ? "["u8 : ",["u8).Price(price - i).Raw(","u8).Number(random.Next(1000)).Raw("]"u8);
        }
        json.Raw("]}"u8);
    }

    private static void WriteCursor(JsonBuffer json, Random random, EventContext context) =>
        json.Raw(",{\"doc\":\"doc-"u8)
            .Number(context.User % 300)
            .Raw("\",\"x\":"u8)
            .Number(random.Next(1920))
            .Raw(",\"y\":"u8)
            .Number(random.Next(1080))
            .Raw(",\"selection\":null}"u8);

    private static void WriteTyping(JsonBuffer json, Random random, EventContext context) =>
        json.Raw(",\"room-"u8)
            .Number(random.Next(50))
            .Raw("\",{\"user\":"u8)
            .Number(context.User)
            .Raw(",\"typing\":true}"u8);

    private static void WritePatch(JsonBuffer json, Random random, EventContext context)
    {
        json.Raw(",\"doc-"u8)
            .Number(context.User % 300)
            .Raw("\",{\"rev\":"u8)
            .Number(random.Next(100_000))
            .Raw(",\"ops\":["u8);
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            json.Raw(i == 0 ? ""u8 : ","u8).Raw("{\"op\":\"replace\",\"path\":\"/blocks/"u8).Number(random.Next(200));
            json.Raw("/text\",\"value\":\""u8).Words(random.Next(2, 8)).Raw("\"}"u8);
        }
        json.Raw("]}"u8);
    }

    private static void WriteOrder(JsonBuffer json, Random random, EventContext context) =>
        json.Raw(",{\"order\":{\"id\":\""u8)
            .Hex()
            .Raw("\",\"symbol\":\"SYM"u8)
            .Number(random.Next(400))
            .Raw("\",\"side\":\""u8)
            .Raw(random.Next(2) == 0 ? "buy"u8 : "sell"u8)
            .Raw("\",\"quantity\":"u8)
            .Number(random.Next(1, 500))
            .Raw(",\"limit\":"u8)
            .Price(random.Next(1000, 90_000))
            .Raw("},\"user\":"u8)
            .Number(context.User)
            .Raw("}"u8);

    private static void WriteMetrics(JsonBuffer json, Random random, EventContext context) =>
        json.Raw(",{\"host\":{\"name\":\"node-"u8)
            .Number(random.Next(12))
            .Raw("\",\"cpu\":["u8)
            .Price(random.Next(10_000))
            .Raw(","u8)
            .Price(random.Next(10_000))
            .Raw("],\"memory\":{\"rss\":"u8)
            .Number(random.Next(1 << 30))
            .Raw(",\"heap\":"u8)
            .Number(random.Next(1 << 29))
            .Raw("}},\"sockets\":"u8)
            .Number(random.Next(20_000))
            .Raw(",\"at\":"u8)
            .Number(context.AtMillis)
            .Raw("}"u8);

    private static void WriteChunk(JsonBuffer json, Random random, EventContext context)
    {
        json.Raw(",{\"file\":\""u8).Hex().Raw("\",\"offset\":"u8).Number(1024L * random.Next(10_000));
        json.Raw(",\"owner\":"u8).Number(context.User).Raw("}"u8);
    }
}

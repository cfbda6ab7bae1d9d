using System.Text.Json.Nodes;

namespace SioProxy.EndToEnd.Playing;

/// <summary>Every combination of version, transport and feature that is played.</summary>
internal static class ServerSetups
{
    private static readonly string[] Transports = ["polling", "websocket", "upgrade"];

    private static readonly string[] Everyday =
    [
        "echo",
        "binary",
        "namespaces",
        "auth",
        "burst",
        "unicode",
        "large",
        "sessions",
        "server-disconnect",
        "engine-close",
        "reconnect",
        "binary+base64",
    ];

    private static readonly string[] OfWebSockets = ["tcp-close", "client-tcp-close", "garbage", "fragments"];

    private static readonly string[] ByHand =
    [
        "jsonp",
        "jsonp-gzip",
        "gzip",
        "deflate",
        "raw-polling",
        "raw-base64",
        "refusals",
        "refused-upgrades",
        "overlap",
        "aborted-poll",
        "too-large",
        "polling-garbage",
        "plain-http",
    ];

    public static IReadOnlyList<ServerSetup> All { get; } = [.. Versions(), .. Variations(), .. Limits(), .. Plain()];

    /// <summary>Each version as it comes, with clients of its own version and of those that it is compatible with.</summary>
    private static IEnumerable<ServerSetup> Versions()
    {
        yield return Setup("v2", 2, null, [.. Product("v2", Everyday, [2], Transports), .. Special("v2", [2])]);
        yield return Setup("v3", 3, null, [.. Product("v3", Everyday, [3, 4], Transports), .. Special("v3", [3])]);
        yield return Setup("v4", 4, null, [.. Product("v4", Everyday, [4, 3], Transports), .. Special("v4", [4])]);
        foreach (int version in new[] { 3, 4 }) // 2.x clients where they are allowed
        {
            string id = $"v{version}-eio3";
            JsonObject options = new() { ["allowEio3"] = true };
            yield return Setup(id, version, options, [.. Product(id, Everyday, [2], Transports), .. Special(id, [2])]);
        }
    }

    private static IEnumerable<ServerSetup> Variations()
    {
        foreach (int version in new[] { 2, 3, 4 })
        {
            string[] some = ["echo", "binary", "namespaces", "auth", "burst", "unicode", "large"];
            string msgpack = $"v{version}-msgpack";
            yield return Setup(
                msgpack,
                version,
                new() { ["msgpack"] = true },
                Product(msgpack, some, [version], Transports)
            );
            string deflate = $"v{version}-deflate";
            JsonObject takeover = Options("perMessageDeflate", new JsonObject { ["threshold"] = 32 });
            yield return Setup(deflate, version, takeover, Product(deflate, some, [version], ["websocket", "upgrade"]));
            string path = $"v{version}-path";
            JsonObject custom = new() { ["path"] = "/api/v1/live" };
            yield return Setup(path, version, custom, Product(path, ["echo", "binary"], [version], Transports));
            string beating = $"v{version}-heartbeat";
            JsonObject quick = new()
            {
                ["options"] = new JsonObject { ["pingInterval"] = 400, ["pingTimeout"] = 800 },
            };
            // An upgraded 2.x server that misses its client's heartbeat leaves the WebSocket open: nothing would be seen.
            string[] droppable = version == 2 ? ["polling", "websocket"] : Transports;
            IReadOnlyList<Case> beats =
            [
                .. Product(beating, ["heartbeat"], [version], Transports),
                .. Product(beating, ["ping-timeout"], [version], droppable),
            ];
            yield return Setup(beating, version, quick, beats);
        }
        JsonObject noTakeover = new()
        {
            ["threshold"] = 32,
            ["serverNoContextTakeover"] = true,
            ["clientNoContextTakeover"] = true,
        };
        yield return Setup(
            "v4-no-takeover",
            4,
            Options("perMessageDeflate", noTakeover),
            Product("v4-no-takeover", ["echo", "binary", "large"], [4], ["websocket"])
        );
        JsonObject recovery = Options("connectionStateRecovery", new JsonObject());
        recovery["recovery"] = true;
        yield return Setup("v4-recovery", 4, recovery, Product("v4-recovery", ["recovery"], [4], Transports));
    }

    /// <summary>Servers and clients that do not understand each other, and servers that take one transport only.</summary>
    private static IEnumerable<ServerSetup> Limits()
    {
        JsonObject quick = new()
        {
            ["options"] = new JsonObject { ["pingInterval"] = 300, ["pingTimeout"] = 300 },
        };
        yield return Setup("v2-strict", 2, quick, Product("v2-strict", ["mismatch"], [3, 4], Transports));
        foreach (int version in new[] { 3, 4 })
        {
            string id = $"v{version}-strict";
            IReadOnlyList<Case> cases =
            [
                .. Product(id, ["mismatch"], [2], Transports),
                new Case(id, "wrong-version", 2, "raw"),
            ];
            yield return Setup(id, version, null, cases);
        }
        foreach (string transport in new[] { "polling", "websocket" })
        {
            string id = $"v4-{transport}-only";
            JsonObject only = Options("transports", new JsonArray(transport));
            yield return Setup(
                id,
                4,
                only,
                [.. Product(id, ["echo"], [4], [transport]), new Case(id, "refusals", 4, "raw")]
            );
        }
    }

    private static IEnumerable<ServerSetup> Plain()
    {
        string[] scenarios =
        [
            "plain-messages",
            "plain-server-close",
            "plain-empty-close",
            "plain-terminate",
            "plain-flood",
            "plain-send-and-go",
        ];
        foreach (bool deflate in new[] { false, true })
        {
            string id = deflate ? "plain-deflate" : "plain";
            JsonObject options = new() { ["id"] = id, ["plain"] = true };
            if (deflate)
            {
                options["deflate"] = new JsonObject { ["threshold"] = 32 };
            }
            yield return new ServerSetup(id, options, Product(id, scenarios, [4], ["raw"]));
        }
    }

    private static IEnumerable<Case> Special(string id, int[] clients) =>
        [.. Product(id, OfWebSockets, clients, ["websocket"]), .. Product(id, ByHand, clients, ["raw"])];

    private static IReadOnlyList<Case> Product(string id, string[] scenarios, int[] clients, string[] transports) =>
        [
            .. from scenario in scenarios
            from client in clients
            from transport in transports
            select new Case(id, scenario, client, transport),
        ];

    private static JsonObject Options(string name, JsonNode value) =>
        new() { ["options"] = new JsonObject { [name] = value } };

    private static ServerSetup Setup(string id, int version, JsonObject? more, IReadOnlyList<Case> cases)
    {
        JsonObject options = more ?? [];
        options["id"] = id;
        options["sio"] = version;
        return new ServerSetup(id, options, cases);
    }
}

"use strict";
// What is played. Every scenario is the same for all versions and transports: it speaks to the application of servers.js.
const { text, bytes } = require("./data");
const { within } = require("./clients");

module.exports = {
  /** Events and acks in both directions, with every kind of JSON value. */
  async echo(play) {
    const client = play.client();
    const root = await client.connect("/", { auth: { user: "u1", level: 3 } });
    root.emit("echo");
    await root.next("echoed");
    const large = play.server.msgpack ? 1e15 : 1e21; // notepack wraps what exceeds 64 bits
    root.emit("echo", 1, "two", { three: [3, null, true, -0.5, large, 12345678901234] }, [], {}, "");
    await root.next("echoed");
    await root.ask("echo", "acked", { deep: { deeper: { deepest: [[[["here"]]]] } } });
    await root.ask("echo");
    root.emit("ask", "how many?", 3);
    const { done } = await root.next("question");
    done("four", { of: 5 });
    await root.next("thanks");
    root.emit("silent", "nobody answers", () => {});
    await root.ask("echo", "last");
    await client.close();
  },

  /** Binary events and binary acks in both directions; a literal "$binary" and "_placeholder" look-alikes in JSON. */
  async binary(play) {
    const client = play.client();
    const root = await client.connect();
    root.emit("echo", bytes(1, 1));
    await root.next("echoed");
    root.emit("echo", "mixed", { a: bytes(2, 300), b: { $binary: 5 } }, [bytes(3, 0), bytes(4, 4)], 9);
    await root.next("echoed");
    await root.ask("echo", { inside: [bytes(5, 1000)] }, bytes(6, 3));
    root.emit("ask", bytes(7, 20));
    const { done } = await root.next("question");
    done("bin", bytes(8, 40), { x: bytes(9, 1) });
    await root.next("thanks");
    await root.ask("echo", { _placeholder: false, num: 0 }, bytes(10, 2));
    await client.close();
  },

  /** Several namespaces on one session; the same ack ids in each. */
  async namespaces(play) {
    const client = play.client();
    const root = await client.connect();
    const news = await client.connect("/news");
    const chat = await client.connect("/chat");
    await Promise.all([root.ask("echo", "root"), news.ask("echo", "news"), chat.ask("echo", "chat", bytes(1, 6))]);
    news.emit("echo", "with, comma", "and / slash");
    await news.next("echoed");
    news.socket.disconnect();
    await news.next("disconnect");
    await chat.ask("echo", "still here");
    await client.upgrade();
    chat.emit("bye", "namespace");
    await chat.next("disconnect");
    await root.ask("echo", "alone");
    await client.close();
  },

  /** CONNECT with auth (a query in 2.x), refused by a middleware, and of an unknown namespace. */
  async auth(play) {
    const client = play.client();
    await client.connect();
    const given = (key) => ({ auth: { key, user: "u1" }, query: { key, user: "ü 1&2", case: play.key } });
    const good = await client.connect("/admin", given("good"));
    await good.ask("echo", "hello admin");
    for (const key of ["bad", "detailed"]) {
      const other = play.client();
      await other.connect();
      const admin = other.socket("/admin", given(key));
      await admin.next(play.errorEvent(other));
      await other.close();
      await play.settled(1);
    }
    const lost = client.socket("/nowhere");
    await lost.next(play.errorEvent(client));
    await client.close();
  },

  /** Many packets in one payload, in both directions, some binary. */
  async burst(play) {
    const client = play.client();
    const root = await client.connect();
    root.emit("burst", 30);
    for (let i = 0; i < 30; i++) await root.next("shot");
    for (let i = 0; i < 20; i++) root.emit("silent", i, i % 4 === 0 ? bytes(i, 10) : text(i, 10));
    await root.ask("echo", "done");
    await client.close();
  },

  /** Text outside ASCII, outside the BMP, control characters, separators of every framing, numeric event names. */
  async unicode(play) {
    const client = play.client();
    const root = await client.connect();
    const hard = ["é€", "\u{1F600}\u{1F468}\u200D\u{1F469}", "\u0000\u001e\u001f\u007f", "\u2028\u2029", "4:a2:b", "b4AQ==", "\\n\n\\\\n"];
    for (const value of hard) await root.ask("echo", value);
    await root.ask("echo", ...hard);
    root.emit("numbered");
    await root.next("7");
    root.emit("echo", { "\u{1F511}": "schl\u00fcssel" });
    await root.next("echoed");
    await client.close();
  },

  /** Payloads of hundreds of kilobytes, text and binary, both ways. */
  async large(play) {
    const client = play.client();
    const root = await client.connect();
    await root.ask("large", 200_000, false);
    await root.ask("large", 150_000, true);
    root.emit("echo", text(77, 120_000));
    await root.next("echoed");
    root.emit("echo", bytes(78, 90_000), "between", bytes(79, 70_000));
    await root.next("echoed");
    await client.close();
  },

  /** Several sessions at once. */
  async sessions(play) {
    const clients = [play.client(), play.client(), play.client()];
    const sockets = await Promise.all(clients.map((client, i) => client.connect(["/", "/chat", "/news"][i])));
    await Promise.all(sockets.map((socket, i) => socket.ask("echo", i, bytes(i, i + 3))));
    for (const [i, client] of clients.entries()) {
      await client.close();
      await play.settled(clients.length - 1 - i);
    }
  },

  /** The server leaves one namespace, then closes the session. */
  async "server-disconnect"(play) {
    const client = play.client();
    const root = await client.connect();
    const news = await client.connect("/news");
    await client.upgrade();
    news.emit("bye", "namespace");
    await news.next("disconnect");
    await root.ask("echo", "still here");
    await client.upgrade();
    play.isRace = true;
    root.emit("bye", "all");
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** The server closes the engine under the namespaces. */
  async "engine-close"(play) {
    const client = play.client();
    const root = await client.connect();
    await client.upgrade();
    root.emit("bye", "engine");
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** The server's TCP connection goes away without a word. */
  async "tcp-close"(play) {
    const client = play.client();
    const root = await client.connect();
    await client.upgrade();
    root.emit("bye", "tcp");
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** The client's TCP connection goes away without a word. */
  async "client-tcp-close"(play) {
    const client = play.client();
    const root = await client.connect();
    await root.ask("echo", "before");
    client.engine.transport.ws.terminate();
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** The client sends what is no Engine.IO packet. */
  async garbage(play) {
    const client = play.client();
    const root = await client.connect();
    await root.ask("echo", "before");
    client.current.sent.push(["fault", "garbage"]);
    client.current.refused = [["fault", "garbage"]];
    client.engine.transport.ws.send("garbage");
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** A message in several frames with a ping between, and a whole close frame with code and reason. */
  async fragments(play) {
    const client = play.client();
    const root = await client.connect();
    const { ws } = client.engine.transport;
    ws.send('42["ec', { fin: false });
    ws.ping("between");
    ws.send('ho","in ', { fin: false });
    ws.send('pieces"]', { fin: true });
    client.current.sent.push(["message", '2["echo","in pieces"]']);
    client.current.packets.sent.push({
      type: "EVENT",
      ns: "/",
      nsQuery: null,
      ackId: null,
      event: "echo",
      args: ["in pieces"],
      data: null,
      attachments: [],
    });
    await root.next("echoed");
    ws.close(4001, "enough");
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** Heartbeats in the direction of the version. */
  async heartbeat(play) {
    const client = play.client();
    const root = await client.connect();
    const engine = client.engine;
    let beats = 0;
    await within(
      "three heartbeats",
      new Promise((resolve) =>
        engine.on("packet", ({ type }) => {
          if ((type === "ping" || type === "pong") && ++beats === 3) resolve();
        }),
      ),
    );
    await root.ask("echo", "alive");
    await client.close();
  },

  /** A client that no longer answers (or sends) heartbeats is dropped by the server. */
  async "ping-timeout"(play) {
    const client = play.client();
    const root = await client.connect();
    await client.upgrade();
    const engine = client.engine;
    if (play.request.transport === "upgrade") {
      // A server whose ping had to wait for the upgrade forgets to wait for its pong: that one is answered yet.
      await within(
        "a ping",
        new Promise((resolve) => engine.on("packet", ({ type }) => type === "ping" && resolve())),
      );
    }
    engine.pingTimeout = engine._pingTimeout = 60_000; // so that it is the server that gives up
    for (const restart of ["onHeartbeat", "resetPingTimeout", "_resetPingTimeout"]) engine[restart]?.();
    const name = engine.sendPacket ? "sendPacket" : "_sendPacket";
    const send = engine[name].bind(engine);
    engine[name] = (type, ...rest) => (type === "pong" || type === "ping" ? undefined : send(type, ...rest));
    await root.next("disconnect");
    await within("the close", client.closed);
  },

  /** The connection breaks and the client comes back by itself, as a new session. */
  async reconnect(play) {
    const client = play.client({ options: { reconnection: true, reconnectionDelay: 20, randomizationFactor: 0 } });
    const root = await client.connect();
    await root.ask("echo", "first");
    await client.upgrade();
    root.emit("bye", "engine");
    await root.next("disconnect");
    await root.next("connect");
    await root.ask("echo", "second");
    await client.close();
  },

  /** Connection state recovery: events missed while away arrive before the CONNECT. */
  async recovery(play) {
    const client = play.client({ options: { reconnection: true, reconnectionDelay: 100, randomizationFactor: 0 } });
    const chat = await client.connect("/chat");
    chat.emit("tick");
    await chat.next("ticked");
    await client.upgrade();
    chat.emit("bye", "engine");
    await chat.next("disconnect");
    for (let i = 0; i < 3; i++) await chat.next("missed");
    await chat.next("connect");
    play.note("recovered", chat.socket.recovered);
    await chat.ask("echo", "back");
    await client.close();
  },

  /** A client of another protocol version than the server. */
  async mismatch(play) {
    // 3.x answers the upgrade with 101, and then nothing. Everybody else answers, and may take his time on a busy machine.
    const isLeftWaiting = play.server.sio === 3 && play.request.transport === "websocket";
    const client = play.client({ options: isLeftWaiting ? { timeout: 700 } : {} });
    const root = client.socket("/");
    const failed = root.next("connect_error");
    const { args } = await failed;
    play.note("connect error", args[0] instanceof Error ? args[0].message : String(args[0]));
    client.engine.close();
  },

  /** Secrets in every place that redaction knows by default. */
  async secrets(play) {
    const client = play.client({ query: { token: "s3cret-query" } });
    const root = await client.connect("/", { auth: { token: "s3cret-auth", user: "u1" } });
    await root.ask("echo", { user: "u1", password: "s3cret-argument", deep: [{ ACCESS_TOKEN: "s3cret-deep" }] });
    await root.ask("echo", { note: "kept" }, bytes(1, 4), { secret: "s3cret-binary" });
    await client.close();
  },
};

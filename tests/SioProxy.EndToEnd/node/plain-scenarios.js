"use strict";
// Plain WebSockets: what they carry is none of Engine.IO's business, but it is recorded.
const { WebSocket } = require("ws");
const { text, bytes } = require("./data");
const { within } = require("./clients");

/** A WebSocket whose messages are noted in both directions; `messages` is what a capture must hold of it. */
async function open(play, options = {}) {
  const url = `${play.url.replace("http", "ws")}/feed?case=${play.key}`;
  const socket = new WebSocket(url, options.protocols || [], { perMessageDeflate: Boolean(play.server.deflate), ...options });
  const seen = (play.seen.plain ||= []);
  const arrived = [];
  let wake = () => {};
  socket.on("message", (data, isBinary) => {
    seen.push(isBinary ? { base64: data.toString("base64") } : data.toString());
    arrived.push(data);
    wake();
  });
  const closed = new Promise((resolve) =>
    socket.on("close", (code, reason) => {
      seen.push(["close", code, reason.toString()]);
      resolve();
    }),
  );
  socket.on("error", (error) => seen.push(["error", error.message]));
  await within("the opening", new Promise((resolve) => socket.on("open", resolve)));
  play.note("extensions", socket.extensions, "protocol", socket.protocol);
  const next = async () => {
    while (arrived.length === 0) await within("a message", new Promise((resolve) => (wake = resolve)));
    return arrived.shift();
  };
  return { socket, next, closed };
}

module.exports = {
  /** Text and binary messages, empty ones, fragments, pings, and a close with code and reason. */
  async "plain-messages"(play) {
    const { socket, next, closed } = await open(play, { protocols: ["feed.v1"] });
    for (const data of ["hello", "", '{"json":true}', "é€\u{1F600}", text(1, 5000), bytes(2, 3000), Buffer.alloc(0), '42["not","ours"]']) {
      socket.send(data);
      await next();
    }
    socket.send("in ", { fin: false });
    socket.ping("between");
    socket.send("pieces", { fin: true });
    await next();
    socket.close(4002, "adieu");
    await closed;
  },
  async "plain-server-close"(play) {
    const { socket, closed } = await open(play);
    socket.send('close [4003,"go away"]');
    await closed;
  },
  async "plain-empty-close"(play) {
    const { socket, closed } = await open(play);
    socket.send("close []");
    await closed;
  },
  async "plain-terminate"(play) {
    const { socket, closed } = await open(play);
    socket.send("terminate");
    await closed;
  },
  /** Two megabytes and the close right behind them. */
  async "plain-flood"(play) {
    const { socket, closed } = await open(play);
    socket.send("flood");
    await closed;
  },
  /** Much data and the end of the connection right behind it: all of it must arrive. */
  async "plain-send-and-go"(play) {
    const { socket, closed } = await open(play);
    for (let i = 0; i < 5; i++) socket.send(bytes(i, 60_000));
    socket.close(1000);
    await closed;
  },
};

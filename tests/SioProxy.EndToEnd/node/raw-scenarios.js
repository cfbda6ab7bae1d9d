"use strict";
// Played by hand: JSONP, compressed and binary polling, refusals. `client` is 2 (Engine.IO 3) or 4 (Engine.IO 4).
const { exchange, converse, upgradeRequest, steadyText, PollingClient } = require("./raw");
const { text, bytes } = require("./data");

const message = (data) => ({ type: "message", data });
const eioOf = (play) => (play.request.client === 2 ? 3 : 4);
const base = (play) => `${play.server.path || "/socket.io"}/?case=${play.key}`;

/** Opens a session and joins "/", whoever has to ask for it. */
async function join(client) {
  await client.poll();
  if (client.eio === 4) await client.post(message("0"));
  const isJoined = () => client.session.received.some(([type, data]) => type === "message" && data.startsWith("0"));
  while (!isJoined()) await client.poll();
}

/** Polls until that many messages came since the session began. */
async function pollUntil(client, count) {
  while (client.session.received.filter(([type]) => type === "message").length < count) {
    const packets = await client.poll();
    if (packets.length === 0) throw new Error("the poll was refused");
  }
}

async function conversation(play, options) {
  const client = new PollingClient(play, { eio: eioOf(play), ...options });
  await join(client);
  const hard = 'é€\u{1F600} \\n "quoted" \n line';
  await client.post(message(`20["echo",${JSON.stringify(hard)}]`), message('2["echo","second"]'));
  await pollUntil(client, 3);
  await client.post(message('51-["echo",{"_placeholder":true,"num":0},"after"]'), message(bytes(3, 30)));
  await pollUntil(client, 5);
  await client.post(message(`21["large",${60_000},false]`));
  await pollUntil(client, 6);
  await client.post(message('52-2["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'));
  await client.post(message(bytes(4, 1)), message(bytes(5, 2000)));
  await pollUntil(client, 9);
  await client.post({ type: "close" });
}

module.exports = {
  /** JSONP, as browsers without XHR send it. */
  jsonp: (play) => conversation(play, { jsonp: true }),
  gzip: (play) => conversation(play, { headers: { "accept-encoding": "gzip" } }),
  deflate: (play) => conversation(play, { headers: { "accept-encoding": "deflate" } }),
  "jsonp-gzip": (play) => conversation(play, { jsonp: true, headers: { "accept-encoding": "gzip" } }),
  /** Binary bodies (application/octet-stream) in Engine.IO 3, base64 in 4. */
  "raw-polling": (play) => conversation(play, {}),
  "raw-base64": (play) => conversation(play, { b64: true }),

  /** Every Engine.IO error code, over polling. */
  async refusals(play) {
    const eio = eioOf(play);
    const at = base(play);
    await exchange(play, { path: `${at}&EIO=${eio}&transport=tube` });
    await exchange(play, { path: `${at}&EIO=${eio}` });
    await exchange(play, { path: `${at}&EIO=${eio}&transport=polling&sid=nobody` });
    await exchange(play, { path: `${at}&EIO=${eio}&transport=polling&sid=nobody`, method: "POST", body: "40" });
    await exchange(play, { path: `${at}&EIO=${eio}&transport=polling`, method: "POST", body: "40" });
    await exchange(play, { path: `${at}&EIO=${eio}&transport=websocket` });
    await exchange(play, { path: `${at}&EIO=${eio}&transport=polling&deny=1` });
    await exchange(play, { path: `${at}&EIO=${7 - eio}&transport=polling&deny=1` });
  },

  /** The same on a WebSocket's opening request; some servers answer 101 first. */
  async "refused-upgrades"(play) {
    const eio = eioOf(play);
    const queries = [
      `EIO=${eio}&transport=tube`,
      `EIO=${eio}&transport=websocket&sid=nobody`,
      `EIO=${eio}&transport=websocket&deny=1`,
      `EIO=${7 - eio}&transport=websocket&deny=1`,
      `EIO=${eio}&transport=polling`,
    ];
    for (const query of queries) {
      const { end, text: answer } = await converse(play, upgradeRequest(`${base(play)}&${query}`));
      const [head, ...body] = answer.split("\r\n\r\n");
      const [status, ...headers] = head.split("\r\n");
      const steadyHeaders = headers.filter((line) => !/^(date|keep-alive):/i.test(line)).map((line) => line.toLowerCase());
      play.exchanges.push({ query, end, status, headers: steadyHeaders.sort(), body: steadyText(play, body.join("\r\n\r\n")) });
    }
  },

  /** A client of Engine.IO 3 where only 4 is served. */
  async "wrong-version"(play) {
    await exchange(play, { path: `${base(play)}&EIO=3&transport=polling` });
    if (play.server.sio === 4) await exchange(play, { path: `${base(play)}&transport=polling` }); // 3.x takes it as 4
    const { end, text: answer } = await converse(play, upgradeRequest(`${base(play)}&EIO=3&transport=websocket`), 400);
    const [head, ...rest] = answer.split("\r\n\r\n");
    play.exchanges.push({ end, head: head.split("\r\n").filter((line) => !/^date:/i.test(line)).sort(), rest });
  },

  /** A second poll while one is pending: the reference closes the session. */
  async overlap(play) {
    const client = new PollingClient(play, { eio: eioOf(play) });
    await join(client);
    const first = exchange(play, { path: client.path(), note: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await exchange(play, { path: client.path(), note: false });
    const { status, raw } = await first;
    play.note("second", second.status, String(second.raw));
    play.note("first", status, String(raw));
    client.session.received.push(["close", ""]);
    await exchange(play, { path: client.path() });
  },

  /** The client gives up on a pending poll: the server must hear of it. */
  async "aborted-poll"(play) {
    const client = new PollingClient(play, { eio: eioOf(play) });
    await join(client);
    await exchange(play, { path: client.path(), abortAfter: 100 });
    await play.testServer.log(play.key).settled();
  },

  /** A body over the server's limit. */
  async "too-large"(play) {
    const client = new PollingClient(play, { eio: eioOf(play) });
    await join(client);
    const body = `42["echo","${"x".repeat(1_200_000)}"]`;
    client.noteRefused("message", body.slice(1));
    const { status = null } = await exchange(play, {
      method: "POST",
      path: client.path(),
      body: client.eio === 4 ? body : `${body.length}:${body}`,
      headers: { "content-type": "text/plain;charset=UTF-8" },
      note: false,
    });
    const isAnswered = status !== null && status !== 502; // a connection dropped without an answer is a proxy's 502
    play.note("answer", isAnswered ? status : "none");
    if (isAnswered) await client.post({ type: "close" });
    else client.session.sent = null; // how much of the body passed before that is chance
  },

  /** Garbage in a POST: the session closes, the POST is answered. */
  async "polling-garbage"(play) {
    const client = new PollingClient(play, { eio: eioOf(play) });
    await join(client);
    client.noteRefused("fault", "garbage");
    await exchange(play, { method: "POST", path: client.path(), body: "garbage", headers: { "content-type": "text/plain" } });
    await play.testServer.log(play.key).settled();
  },

  /** What shares the server with Socket.IO: its client bundle, CORS preflights, the application's own requests. */
  async "plain-http"(play) {
    const path = play.server.path || "/socket.io";
    for (const encoding of ["identity", "gzip", "deflate"]) {
      await exchange(play, { path: `${path}/socket.io.js`, headers: { "accept-encoding": encoding } });
    }
    const preflight = { origin: "http://shop.example", "access-control-request-method": "POST" };
    await exchange(play, { method: "OPTIONS", path: base(play) + "&EIO=4&transport=polling", headers: preflight });
    await exchange(play, { path: "/a%2Fb/%C3%BC?q=%26&x[]=1", headers: { "x-latin": "caf\u00e9" } });
    await exchange(play, { method: "PUT", path: "/upload", body: text(5, 100_000) });
    await exchange(play, { method: "HEAD", path: "/head" });
    await exchange(play, { method: "DELETE", path: "/x" });
  },
};

// node client.js 2|3|4 PORT polling|websocket|upgrade|deflate [msgpack]: a real Socket.IO client at SioProxy's own server.
"use strict";
const assert = require("assert");
const [, , version, port, kind, parser] = process.argv;
const io = require("client" + version);
const options = {
  transports: { polling: ["polling"], upgrade: ["polling", "websocket"] }[kind] || ["websocket"],
  forceNew: true,
  reconnectionDelay: 50,
  reconnectionDelayMax: 100,
};
if (kind !== "deflate") options.perMessageDeflate = false;
if (parser) options.parser = require(version === "2" ? "msgpack2" : "msgpack3");

let step = "connecting";
const fail = (error) => {
  console.log(`FAILED while ${step}: ${(error && error.stack) || error}`);
  process.exit(1);
};
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
setTimeout(() => fail("nothing happens any more"), 120000).unref();

const socket = io(`http://127.0.0.1:${port}`, options);
const once = (emitter, name) => new Promise((resolve) => emitter.once(name, (...args) => resolve(args)));
const ask = (to, ...args) => new Promise((resolve) => to.emit(...args, (...answer) => resolve(answer)));
const join = (token) =>
  socket.io.socket("/admin", version === "2" ? { query: { token } } : { auth: { token } });

(async () => {
  const hello = once(socket, "hello");
  const nib = once(socket, "nib");
  const joined = once(socket, "joined");
  const beat = once(socket.io.engine, version === "4" ? "ping" : "pong");
  socket.on("question", (text, answer) => answer(42));
  await once(socket, "connect");
  assert.strictEqual((await hello)[0].id, socket.id);

  step = "echoing";
  const values = ["a€😀\u2028\"\\", 1.5, { x: [1, 2] }, null];
  assert.deepStrictEqual(await ask(socket, "echo", ...values), values);
  const large = "y".repeat(5000);
  assert.deepStrictEqual(await ask(socket, "echo", large), [large]);
  const many = await Promise.all([...Array(100).keys()].map((i) => ask(socket, "echo", i)));
  many.forEach((answer, i) => assert.deepStrictEqual(answer, [i]));

  step = "sending binary";
  const [name, length, reversed] = await ask(socket, "bin", Buffer.from([1, 2, 3, 255]));
  assert.deepStrictEqual([name, length, [...reversed]], ["length", 4, [255, 3, 2, 1]]);
  assert.deepStrictEqual([...(await nib)[0]], [255, 3, 2, 1]);

  step = "being asked";
  assert.deepStrictEqual(await ask(socket, "ask"), ["42"]);
  assert.deepStrictEqual(await ask(socket, "join", "lobby"), ["ok"]);
  assert.deepStrictEqual((await joined).slice(0, 1), ["lobby"]);

  if (kind === "upgrade") {
    step = "upgrading";
    if (socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
    assert.deepStrictEqual(await ask(socket, "echo", "upgraded"), ["upgraded"]);
  }

  step = "being refused";
  const refused = join("bad");
  const [error] = await once(refused, version === "2" ? "error" : "connect_error");
  assert.strictEqual(version === "2" ? error : error.message, "Not authorized");
  refused.close();
  delete socket.io.nsps["/admin"];

  step = "joining /admin";
  const admin = join("good");
  if (!admin.connected) await once(admin, "connect");
  assert.deepStrictEqual(await ask(admin, "echo", "there"), ["there"]);
  const left = once(admin, "disconnect");
  admin.emit("bye");
  assert.strictEqual((await left)[0], "io server disconnect");

  step = "waiting for the heartbeat";
  await beat;

  if (version === "4") {
    step = "recovering";
    const id = socket.id;
    const back = once(socket, "connect");
    socket.io.engine.close();
    await back;
    assert.strictEqual(socket.recovered, true);
    assert.strictEqual(socket.id, id);
  }

  step = "being disconnected";
  const ended = once(socket, "disconnect");
  socket.emit("bye", true);
  assert.strictEqual((await ended)[0], "io server disconnect");
  console.log("ok");
  process.exit(0);
})().catch(fail);

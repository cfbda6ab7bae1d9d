// node client.js 2|3|4 URL polling|websocket|upgrade [msgpack|-] [DEVIATION]: a real client that tells all it sees, a JSON line each.
"use strict";
const [, , version, url, kind, parser, deviation] = process.argv;
const io = require("client" + version);
const crypto = require("crypto");
const options = {
  transports: { polling: ["polling"], upgrade: ["polling", "websocket"] }[kind] || ["websocket"],
  forceNew: true,
  reconnectionDelay: 100,
  reconnectionDelayMax: 200,
  randomizationFactor: 0,
};
const identity = { user: "ada", token: "a secret of mine" };
Object.assign(options, version === "2" ? { query: identity } : { auth: identity });
if (parser && parser !== "-") options.parser = require(version === "2" ? "msgpack2" : "msgpack3");

const seen = [];
const ids = new Map(); // ids are new at each run: they are told by their order
const plain = (value) => {
  if (Buffer.isBuffer(value) || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return { bytes: Buffer.from(value).toString("hex") };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return ids.has(value) ? ids.get(value) : value;
};
const tell = (...what) => seen.push(JSON.stringify(what.map(plain)));
const finish = (code) => {
  console.log(seen.join("\n"));
  process.exit(code);
};
const fail = (error) => {
  tell("failed", String((error && error.stack) || error));
  finish(1);
};
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
setTimeout(() => fail("nothing happens any more"), 120000).unref();

const waiting = [];
const watch = (socket, name) => {
  const onevent = socket.onevent.bind(socket);
  socket.onevent = (packet) => {
    const [event, ...args] = packet.data;
    const offset = version === "4" && socket._pid && typeof args[args.length - 1] === "string" ? args.pop() : undefined;
    tell(name, event, ...args, ...(offset ? ["and an offset"] : []), ...(packet.id === undefined ? [] : ["asks"]));
    onevent(packet);
    for (const one of waiting.filter((w) => w.event === event && w.name === name)) one.resolve(args);
  };
  socket.on("connect", () => {
    ids.set(socket.id, `the id of ${name}`);
    tell(name, "connect", socket.id, socket.recovered === true);
  });
  socket.on("disconnect", (reason) => tell(name, "disconnect", reason));
  socket.on(version === "2" ? "error" : "connect_error", (error) => tell(name, "refused", error.message || error, error.data));
  return socket;
};
const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
const event = (name, event) => new Promise((resolve) => waiting.push({ name, event, resolve }));
const ask = async (socket, name, ...args) => {
  const answer = await new Promise((resolve) => socket.emit(...args, (...reply) => resolve(reply)));
  tell(name, "answer", args[0], ...answer);
  return answer;
};

(async () => {
  const socket = watch(io(url, options), "/");
  socket.on("question", (question, answer) => answer(42, Buffer.from([9, 8, 7])));
  await once(socket, "connect");
  if (kind === "upgrade" && socket.io.engine.transport.name !== "websocket") await once(socket.io.engine, "upgrade");
  tell("transport", socket.io.engine.transport.name);
  const [{ ticket }] = await ask(socket, "/", "enter");

  const message = crypto.randomUUID(); // the client's own id, which the server repeats
  ids.set(message, "the client's message");
  if (deviation === "another room") return socket.emit("join", { room: "elsewhere", ticket, message }), setTimeout(() => finish(0), 300);
  if (deviation === "renamed") socket.emit("unheard-of", 1);
  await ask(socket, "/", "join", { room: "lobby", ticket, message });
  await ask(socket, "/", "upload", "a.bin", Buffer.from([1, 2, 3, 250]));
  await ask(socket, "/", "be asked");

  const ticked = event("/", "ticked");
  socket.emit("tick");
  await ticked;
  const last = event("/", "ticked");
  await last;
  await event("/", "ticked");
  const odd = event("/", "odd");
  socket.emit("odd", { $binary: 0 }, "€😀\u2028\ud800", 1.5e300, -0.1, null, "", { _placeholder: 1 });
  await odd;

  const join = (key) => socket.io.socket("/admin", version === "2" ? { query: { key } } : { auth: { key } });
  const refused = watch(join("bad"), "/admin");
  await once(refused, version === "2" ? "error" : "connect_error");
  refused.close();
  delete socket.io.nsps["/admin"];
  const rights = event("/admin", "rights");
  const admin = watch(join("good"), "/admin");
  await rights;
  const left = once(admin, "disconnect");
  admin.emit("bye");
  await left;

  const back = once(socket, "connect");
  socket.io.engine.close(); // the network breaks
  await back;
  await ask(socket, "/", "enter");
  const ended = once(socket, "disconnect");
  socket.emit("leave");
  await ended;
  setTimeout(() => finish(0), 200); // the server hears that it is left
})().catch(fail);

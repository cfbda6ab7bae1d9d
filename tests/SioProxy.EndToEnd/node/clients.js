"use strict";
// Real Socket.IO clients that note every packet they send and receive, and what their application sees.
const { show, packet, enginePacket } = require("./snapshot");

const LIBRARIES = { 2: "client2", 3: "client3", 4: "client4" };
const PATIENCE = 15_000;

function parserOf(version, isMessagePack) {
  if (isMessagePack) return require(version === 2 ? "msgpack2" : "msgpack3");
  const from = require.resolve(LIBRARIES[version]);
  return require(require.resolve("socket.io-parser", { paths: [from] }));
}

/** The version's own parser, with every packet that is sent noted. */
function notingParser(parser, onSent) {
  class Encoder extends parser.Encoder {
    encode(source, callback) {
      onSent(source);
      return super.encode(source, callback);
    }
  }
  return { ...parser, Encoder, Decoder: parser.Decoder };
}

/** One client (a Manager) within a play. */
class TestClient {
  sessions = [];
  packets = { sent: [], received: [] };
  sockets = [];

  constructor(play, { version, transports, options = {}, query = {} }) {
    this.play = play;
    this.version = version;
    this.transports = transports;
    const isMessagePack = Boolean(play.server.msgpack);
    const note = (list) => (source) => {
      list.push(packet(source, isMessagePack));
      this.current?.packets[list === this.packets.sent ? "sent" : "received"].push(packet(source, isMessagePack));
    };
    const { Manager } = require(LIBRARIES[version]);
    this.manager = new Manager(play.url, {
      path: play.server.path || "/socket.io",
      transports: { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] }[transports],
      autoConnect: false,
      reconnection: false,
      query: { ...query, case: play.key },
      parser: notingParser(parserOf(version, isMessagePack), note(this.packets.sent)),
      ...options,
    });
    this.manager.decoder.on("decoded", note(this.packets.received));
    const open = this.manager.open.bind(this.manager);
    this.manager.open = this.manager.connect = (...args) => {
      const result = open(...args);
      this.onEngine(this.manager.engine);
      return result;
    };
  }

  onEngine(engine) {
    if (this.engine === engine) return;
    this.engine = engine;
    const session = { sid: null, sent: [], received: [], packets: { sent: [], received: [] }, transport: null, closed: null };
    this.sessions.push(session);
    this.current = session;
    const detached = (source) => (this.current === session ? enginePacket(source) : ["late"]);
    engine.on("packet", (source) => session.received.push(detached(source)));
    engine.on("packetCreate", (source) => session.sent.push(detached(source)));
    engine.on("open", () => {
      session.sid = engine.id;
      session.transport = engine.transport.name;
    });
    this.upgraded = new Promise((resolve) => engine.on("upgrade", () => resolve((session.transport = engine.transport.name))));
    this.closed = new Promise((resolve) => engine.on("close", (reason) => resolve((session.closed = reason))));
  }

  /** A socket of a namespace, opened; what its application sees is noted under the namespace's name. */
  socket(ns, options = {}) {
    const socket = new TestSocket(this, ns, this.manager.socket(ns, options));
    this.sockets.push(socket);
    if (!socket.socket.connected) socket.socket.connect();
    return socket;
  }

  async connect(ns = "/", options = {}) {
    const socket = this.socket(ns, options);
    await socket.next("connect");
    return socket;
  }

  /** Where the transport is to be upgraded: waits until it is. */
  async upgrade() {
    const isPending = this.transports === "upgrade" && this.current?.transport === "polling" && this.current.closed === null;
    if (isPending) await within("the upgrade", this.upgraded);
  }

  /** Leaves every namespace, which closes the session. */
  async close() {
    await this.upgrade();
    for (const { socket } of this.sockets) if (socket.connected) socket.disconnect();
    if (this.engine && this.current.closed === null) {
      this.engine.close();
      await this.closed;
    }
  }
}

class TestSocket {
  arrived = [];
  waiting = [];

  constructor(client, ns, socket) {
    this.client = client;
    this.ns = ns;
    this.socket = socket;
    this.seen = client.play.seen[ns] ||= [];
    const names = ["connect", "connect_error", "disconnect", "question", "echoed", "thanks", "shot", "ticked", "missed"];
    if (client.version === 2) names.push("error");
    for (const name of [...names, "7", "fragment"]) {
      socket.on(name, (...args) => {
        const done = typeof args[args.length - 1] === "function" ? args.pop() : null;
        const offsetless = client.play.server.recovery ? args.filter((_, i) => !this.isOffset(name, args, i)) : args;
        this.note(name, name === "connect" ? [] : name === "disconnect" ? args.slice(0, 1) : offsetless, done);
      });
    }
  }

  isOffset(name, args, i) {
    return ["ticked", "missed", "echoed", "shot"].includes(name) && i === args.length - 1;
  }

  note(name, args, done = null) {
    this.seen.push(show([name, ...args, ...(done ? ["wants an ack"] : [])]));
    const waiting = this.waiting.findIndex((wait) => wait.name === name);
    if (waiting >= 0) this.waiting.splice(waiting, 1)[0].resolve({ args, done });
    else this.arrived.push({ name, args, done });
  }

  /** The next event of a name that was not waited for yet. */
  next(name) {
    const index = this.arrived.findIndex((event) => event.name === name);
    if (index >= 0) return Promise.resolve(this.arrived.splice(index, 1)[0]);
    return within(`${name} in ${this.ns}`, new Promise((resolve) => this.waiting.push({ name, resolve })));
  }

  emit(...args) {
    this.socket.emit(...args);
  }

  /** Emits and waits for the ack, which is noted. */
  ask(...args) {
    return within(
      `the ack of ${args[0]}`,
      new Promise((resolve) =>
        this.socket.emit(...args, (...answer) => {
          this.seen.push(show(["ack", ...answer]));
          resolve(answer);
        }),
      ),
    );
  }
}

function within(what, promise, millis = PATIENCE) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`no ${what} in time`)), millis)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

module.exports = { TestClient, within };

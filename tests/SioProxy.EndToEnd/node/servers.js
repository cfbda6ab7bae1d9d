"use strict";
// Real Socket.IO servers with one small application that every scenario plays against.
const http = require("http");
const { show, enginePacket } = require("./snapshot");
const { text, bytes } = require("./data");

const LIBRARIES = { 2: "server2", 3: "server3", 4: "server4" };

/** What one play (`?case=KEY`) did, as the server saw it. */
class ServerLog {
  seen = {};
  sessions = {};
  open = 0;
  waiting = [];

  note(ns, ...entry) {
    (this.seen[ns] ||= []).push(show(entry));
  }

  /** Waits until no more than so many sessions are open: what they said last is noted then. */
  settled(left = 0) {
    if (this.open <= left) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server still has ${this.open} sessions open`)), 60000);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.push({ left, wake });
    });
  }

  closed() {
    this.open--;
    const ready = this.waiting.filter((one) => this.open <= one.left);
    this.waiting = this.waiting.filter((one) => this.open > one.left);
    for (const one of ready) one.wake();
  }
}

const clusters = new Map();

class TestServer {
  constructor(config) {
    this.config = config;
    if (config.cluster && !clusters.has(config.cluster)) clusters.set(config.cluster, new Map());
    this.logs = clusters.get(config.cluster) || new Map(); // the nodes of a cluster share theirs
    this.http = http.createServer((request, response) => this.onPlainRequest(request, response));
    const options = { ...config.options, path: config.path || "/socket.io" };
    if (config.allowEio3) options.allowEIO3 = true;
    if (config.msgpack) options.parser = require(config.sio === 2 ? "msgpack2" : "msgpack3");
    options.allowRequest = (request, decide) => {
      const denied = request.url.includes("deny=1");
      decide(denied ? "not today" : null, !denied);
    };
    const library = require(LIBRARIES[config.sio]);
    this.io = config.sio === 2 ? library(this.http, options) : new library.Server(this.http, options);
    this.io.engine.prependListener("connection", (socket) => this.onEngine(socket));
    for (const ns of ["/", "/chat", "/news", "/admin"]) this.install(this.io.of(ns), ns);
  }

  log(key) {
    if (!this.logs.has(key)) this.logs.set(key, new ServerLog());
    return this.logs.get(key);
  }

  async listen() {
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    return this.http.address().port;
  }

  onPlainRequest(request, response) {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("X-Node", String(this.config.id));
      response.end(`${request.method} ${request.url} ${Buffer.concat(chunks).length}`);
    });
  }

  onEngine(socket) {
    const log = this.log(socket.request._query.case);
    const session = { sent: [], received: [], closed: null };
    log.sessions[socket.id] = session;
    log.open++;
    socket.on("packet", (packet) => session.received.push(enginePacket(packet)));
    socket.on("packetCreate", (packet) => session.sent.push(enginePacket(packet)));
    socket.on("close", (reason) => {
      session.closed = reason;
      log.closed();
    });
  }

  install(namespace, ns) {
    if (ns === "/admin") {
      namespace.use((socket, next) => {
        const given = this.config.sio === 2 || !socket.handshake.auth.key ? socket.handshake.query : socket.handshake.auth;
        if (given.key === "good") return next();
        const error = new Error("not an admin");
        if (given.key === "detailed") error.data = this.config.sio === 2 ? "code E1" : { code: "E1" };
        next(error);
      });
    }
    namespace.on("connection", (socket) => this.onSocket(socket, ns, namespace));
  }

  onSocket(socket, ns, namespace) {
    const key = socket.request._query.case;
    const log = this.log(key);
    const { case: _, pid, offset, ...auth } = socket.handshake.auth || {}; // what differs from play to play
    log.note(ns, "connect", auth, socket.recovered || false, pid !== undefined);
    const on = (name, handler) =>
      socket.on(name, (...args) => {
        const done = typeof args[args.length - 1] === "function" ? args.pop() : null;
        log.note(ns, name, args, done !== null);
        handler(args, done);
      });
    on("echo", (args, done) => (done ? done(...args) : socket.emit("echoed", ...args)));
    on("silent", () => {});
    on("ask", (args) =>
      socket.emit("question", ...args, (...answer) => {
        log.note(ns, "answer", answer);
        socket.emit("thanks", ...answer);
      }),
    );
    on("burst", ([count]) => {
      for (let i = 0; i < count; i++) socket.emit("shot", i, i % 3 === 0 ? bytes(i, 5 + i) : text(i, 3 + i));
    });
    on("large", ([size, binary], done) => done(binary ? bytes(size, size) : text(size, size)));
    on("numbered", () => socket.emit(7, "seven"));
    on("bye", ([how]) => this.end(socket, how));
    on("tick", () => namespace.to(key).emit("ticked", 0));
    if (ns === "/chat") socket.join(key);
    socket.on("disconnect", (reason) => {
      log.note(ns, "disconnect", reason);
      if (ns === "/chat") for (let i = 1; i <= 3; i++) namespace.to(key).emit("missed", i, i === 2 ? bytes(i, 9) : null);
    });
  }

  end(socket, how) {
    const engine = socket.conn;
    if (how === "namespace") socket.disconnect();
    if (how === "all") socket.disconnect(true);
    if (how === "engine") engine.close();
    if (how === "tcp") engine.transport.socket._socket.destroy();
  }

  close() {
    this.io.close();
    this.http.closeAllConnections();
  }
}

module.exports = { TestServer };

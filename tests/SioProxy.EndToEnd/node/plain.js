"use strict";
// A plain WebSocket server: echoes messages, streams, and closes as it is told.
const http = require("http");
const { WebSocketServer } = require("ws");
const { bytes } = require("./data");

class PlainServer {
  logs = new Map();

  constructor(config) {
    this.config = config;
    this.http = http.createServer((_, response) => response.end("plain"));
    this.sockets = new WebSocketServer({ server: this.http, perMessageDeflate: config.deflate ?? false, maxPayload: 1 << 30 });
    this.sockets.on("connection", (socket, request) => this.onSocket(socket, request));
  }

  log(key) {
    if (!this.logs.has(key)) this.logs.set(key, { seen: { plain: [] }, sessions: {}, open: 0, settled: () => this.settled(key) });
    return this.logs.get(key);
  }

  async settled(key) {
    while (this.logs.get(key).open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async listen() {
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    return this.http.address().port;
  }

  onSocket(socket, request) {
    const log = this.log(new URL(request.url, "http://x").searchParams.get("case"));
    const seen = log.seen.plain;
    log.open++;
    socket.on("message", (data, isBinary) => {
      seen.push(isBinary ? { base64: data.toString("base64") } : data.toString());
      const text = data.toString();
      if (!isBinary && text.startsWith("close ")) socket.close(...JSON.parse(text.slice(6)));
      else if (!isBinary && text === "terminate") socket.terminate();
      else if (!isBinary && text === "flood") {
        for (let i = 0; i < 40; i++) socket.send(bytes(i, 50_000));
        socket.close(1000, "flooded");
      } else socket.send(data, { binary: isBinary });
    });
    socket.on("ping", (data) => seen.push(["ping", data.toString()]));
    socket.on("close", (code, reason) => {
      seen.push(["close", code, reason.toString()]);
      log.open--;
    });
    socket.on("error", (error) => seen.push(["error", error.message]));
  }

  close() {
    this.sockets.close();
    this.http.close();
    this.http.closeAllConnections();
  }
}

module.exports = { PlainServer };

"use strict";
// HTTP and WebSocket by hand, for what the reference clients do not do under Node.js.
const crypto = require("crypto");
const http = require("http");
const net = require("net");
const zlib = require("zlib");
const { enginePacket } = require("./snapshot");

const parsers = {
  3: require("engine.io-parser"),
  4: require(require.resolve("engine.io-parser", { paths: [require.resolve("server4")] })),
};
const VOLATILE = new Set(["date", "connection", "keep-alive", "transfer-encoding", "content-length", "etag", "sec-websocket-accept"]);
const INFLATE = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync };

/** What does not differ from run to run. */
function steady(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !VOLATILE.has(name)).sort());
}

function steadyText(play, value) {
  return value
    .replaceAll(play.key, "KEY")
    .replace(/(\\*"[sp]id\\*":\\*")[\w-]+/g, "$1ID")
    .replace(/sid=[\w-]{20}/g, "sid=ID")
    .replace(/io=[\w-]{20}/g, "io=ID");
}

/** One HTTP exchange; resolves also when it breaks. */
function exchange(play, { method = "GET", path, headers = {}, body, abortAfter, note = true }) {
  return new Promise((resolve) => {
    const url = new URL(play.url);
    const request = http.request({ host: url.hostname, port: url.port, method, path, headers });
    const finish = (result) => {
      if (note) {
        const { raw, ...shown } = result;
        play.exchanges.push({ method, path: steadyText(play, path), ...shown });
      }
      resolve(result);
    };
    request.on("error", (error) => finish({ broken: error.code === "ECONNRESET" ? "reset" : error.code || error.message }));
    request.on("response", (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", () => {});
      response.on("close", () => {
        const carried = Buffer.concat(chunks);
        const inflate = INFLATE[response.headers["content-encoding"]];
        const raw = inflate ? inflate(carried) : carried;
        const isText = !/octet-stream/.test(response.headers["content-type"] || "");
        const shownBody = raw.length > 300 ? `${raw.length} bytes, ${crypto.createHash("sha256").update(raw).digest("hex")}` : raw;
        finish({
          status: response.statusCode,
          message: response.statusMessage,
          headers: steady({ ...response.headers, "set-cookie": steadyText(play, String(response.headers["set-cookie"] || "")) }),
          whole: response.complete,
          body: Buffer.isBuffer(shownBody) ? steadyText(play, isText ? raw.toString() : raw.toString("base64")) : shownBody,
          raw,
        });
      });
    });
    if (abortAfter) request.on("socket", () => setTimeout(() => request.destroy(), abortAfter));
    request.end(body);
  });
}

/** Writes bytes, and collects all that comes until the other side closes (or is quiet for too long). */
function converse(play, bytes, quietMillis = 1000) {
  return new Promise((resolve) => {
    const url = new URL(play.url);
    const socket = net.connect(Number(url.port), url.hostname);
    const chunks = [];
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.setTimeout(quietMillis);
    const finish = (end) => {
      socket.destroy();
      resolve({ end, text: Buffer.concat(chunks).toString("latin1") });
    };
    socket.on("timeout", () => finish("open"));
    socket.on("end", () => finish("closed"));
    socket.on("error", (error) => finish(error.code === "ECONNRESET" ? "reset" : error.code));
  });
}

/** An upgrade request as text. */
function upgradeRequest(path, extra = "") {
  return (
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`
  );
}

/** A polling client of one revision, with every option of the wire. */
class PollingClient {
  session = { sid: null, sent: [], received: [], packets: null, transport: "polling", closed: null };

  constructor(play, { eio, jsonp = false, b64 = false, headers = {} }) {
    Object.assign(this, { play, eio, jsonp, b64, headers });
    play.rawSessions.push(this.session);
  }

  path() {
    const query = { EIO: this.eio, transport: "polling", case: this.play.key };
    if (this.jsonp) query.j = 3;
    if (this.b64 || this.jsonp) query.b64 = 1;
    if (this.session.sid) query.sid = this.session.sid;
    return `${this.play.server.path || "/socket.io"}/?${new URLSearchParams(query)}`;
  }

  async poll() {
    const answer = await exchange(this.play, { path: this.path(), headers: this.headers });
    if (answer.status !== 200) return [];
    const packets = this.decode(answer);
    for (const packet of packets) this.session.received.push(enginePacket(packet));
    if (!this.session.sid) this.session.sid = JSON.parse(packets[0].data).sid;
    return packets;
  }

  decode({ raw, headers }) {
    let body = raw;
    if (this.jsonp) {
      const [, json] = /^___eio\[3\]\((.*)\);$/s.exec(raw.toString());
      body = JSON.parse(json);
    } else if (headers["content-type"] !== "application/octet-stream") {
      body = raw.toString();
    }
    if (this.eio === 4) return parsers[4].decodePayload(body, "nodebuffer");
    const packets = [];
    parsers[3].decodePayload(body, null, (packet) => void packets.push(packet));
    return packets;
  }

  async post(...packets) {
    for (const packet of packets) this.session.sent.push(enginePacket(packet));
    let body = await this.encode(packets);
    const headers = { ...this.headers, "content-type": Buffer.isBuffer(body) ? "application/octet-stream" : "text/plain;charset=UTF-8" };
    if (this.jsonp) {
      headers["content-type"] = "application/x-www-form-urlencoded";
      body = new URLSearchParams({ d: body.replace(/\\n/g, "\\\n").replace(/\n/g, "\\n") }).toString();
    }
    return exchange(this.play, { method: "POST", path: this.path(), headers, body });
  }

  /** Notes a packet that passes, but that no server takes. */
  noteRefused(...packet) {
    this.session.sent.push(packet);
    (this.session.refused ||= []).push(packet);
  }

  encode(packets) {
    return new Promise((resolve) => {
      if (this.eio === 4) parsers[4].encodePayload(packets, resolve);
      else parsers[3].encodePayload(packets, !this.b64 && !this.jsonp, resolve);
    });
  }
}

module.exports = { exchange, converse, upgradeRequest, steadyText, PollingClient };

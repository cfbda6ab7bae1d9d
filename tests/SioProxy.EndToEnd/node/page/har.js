// node page/har.js 2|3|4 URL FILE.har: a page in a real Chromium talks to the chat (replay/server.js) at URL, first over polling,
// then upgraded; what the browser's network events say of it becomes a HAR as DevTools exports it. Prints "ok".
"use strict";
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");
const [, , version, url, file] = process.argv;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-features=LocalNetworkAccessChecks"];
const pairs = (headers) =>
  Object.entries(headers || {}).flatMap(([name, values]) => values.split("\n").map((value) => ({ name, value })));

// What DevTools' network panel keeps of the protocol's events, and how it writes them.
function record(cdp) {
  const entries = new Map();
  const offset = { seconds: 0 };
  const at = (timestamp) => new Date((timestamp + offset.seconds) * 1000).toISOString();
  const waiting = [];
  cdp.on("Network.requestWillBeSent", (e) => {
    offset.seconds = e.wallTime - e.timestamp;
    entries.set(e.requestId, { began: e.timestamp, type: "xhr", request: e.request, sent: {}, response: null, body: null });
  });
  cdp.on("Network.requestWillBeSentExtraInfo", (e) => entries.has(e.requestId) && (entries.get(e.requestId).sent = e.headers));
  cdp.on("Network.responseReceived", (e) => entries.has(e.requestId) && (entries.get(e.requestId).response = e.response));
  cdp.on("Network.loadingFinished", (e) => {
    const entry = entries.get(e.requestId);
    if (!entry) return;
    entry.ended = e.timestamp;
    waiting.push(cdp.send("Network.getResponseBody", { requestId: e.requestId }).then((body) => (entry.body = body), () => {}));
  });
  cdp.on("Network.loadingFailed", (e) => entries.has(e.requestId) && (entries.get(e.requestId).ended = e.timestamp));
  cdp.on("Network.webSocketCreated", (e) =>
    entries.set(e.requestId, { type: "websocket", request: { method: "GET", url: e.url }, messages: [], sent: {} }));
  cdp.on("Network.webSocketWillSendHandshakeRequest", (e) => {
    const entry = entries.get(e.requestId);
    entry.began = e.timestamp;
    offset.seconds = e.wallTime - e.timestamp;
    entry.sent = e.request.headers;
  });
  cdp.on("Network.webSocketHandshakeResponseReceived", (e) => (entries.get(e.requestId).response = e.response));
  for (const [event, type] of [["Network.webSocketFrameSent", "send"], ["Network.webSocketFrameReceived", "receive"]]) {
    cdp.on(event, (e) =>
      entries.get(e.requestId).messages.push({
        type,
        time: e.timestamp + offset.seconds,
        opcode: e.response.opcode,
        data: e.response.payloadData,
      }));
  }
  cdp.on("Network.webSocketClosed", (e) => (entries.get(e.requestId).ended = e.timestamp));
  const toHar = (entry) => {
    const { request, response, body } = entry;
    const mimeType = (response && response.mimeType) || "";
    return {
      _connectionId: "1",
      _initiator: { type: "script" },
      _priority: "High",
      _resourceType: entry.type,
      ...(entry.messages ? { _webSocketMessages: entry.messages } : {}),
      cache: {},
      connection: "80",
      request: {
        method: request.method,
        url: request.url,
        httpVersion: "http/1.1",
        headers: pairs(Object.keys(entry.sent).length ? entry.sent : request.headers),
        queryString: [...new URL(request.url).searchParams].map(([name, value]) => ({ name, value })),
        cookies: [],
        headersSize: -1,
        bodySize: request.postData ? request.postData.length : 0,
        ...(request.postData ? { postData: { mimeType: "text/plain;charset=UTF-8", text: request.postData } } : {}),
      },
      response: {
        status: response ? response.status : 0,
        statusText: response ? response.statusText : "",
        httpVersion: "http/1.1",
        headers: pairs(response && response.headers),
        cookies: [],
        content: {
          size: body ? body.body.length : 0,
          mimeType,
          ...(body ? { text: body.body, ...(body.base64Encoded ? { encoding: "base64" } : {}) } : {}),
        },
        redirectURL: "",
        headersSize: -1,
        bodySize: -1,
        _transferSize: 0,
        _error: null,
      },
      serverIPAddress: "127.0.0.1",
      startedDateTime: at(entry.began),
      time: ((entry.ended || entry.began) - entry.began) * 1000,
      timings: { blocked: -1, dns: -1, ssl: -1, connect: -1, send: 0, wait: 1, receive: 1, _blocked_queueing: -1 },
    };
  };
  return async () => {
    await Promise.all(waiting);
    return { log: { version: "1.2", creator: { name: "WebInspector", version: "537.36" }, pages: [], entries: [...entries.values()].map(toHar) } };
  };
}

async function talk(version) {
  const io = window.io;
  const socket = io("/chat", { forceNew: true, reconnection: false });
  const event = (name) => new Promise((resolve) => socket.once(name, (...args) => resolve(args)));
  const ask = (...args) => new Promise((resolve) => socket.emit(...args, resolve));
  await event("topic");
  const engine = socket.io.engine;
  const upgraded = engine.transport.name === "websocket" ? Promise.resolve() : new Promise((resolve) => engine.once("upgrade", resolve));
  const { token } = await ask("login", { name: "Ada", password: "mast and sail" });
  await upgraded;
  const { room, number } = await ask("create", { token, title: "Harbour \u2615" });
  await ask("join", { token, room });
  await ask("say", { room, number, text: "Good morning!" });
  await ask("upload", room, "chart.bin", new Uint8Array([0, 1, 2, 250, 251]).buffer);
  socket.disconnect();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return version;
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.SIOPROXY_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const page = await browser.newPage();
  const bundle = "dist/socket.io.js";
  const script = fs.readFileSync(path.join(__dirname, "..", "node_modules", "client" + version, bundle), "utf8");
  await page.route(url + "/", (route) => route.fulfill({ contentType: "text/html", body: "<title>chat</title>" }));
  await page.goto(url + "/");
  await page.addScriptTag({ content: script });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const har = record(cdp);
  await page.evaluate(talk, version);
  fs.writeFileSync(file, JSON.stringify(await har(), null, 2));
  await browser.close();
  console.log("ok");
  process.exit(0);
})().catch((error) => console.log(String(error.stack)) || process.exit(1));

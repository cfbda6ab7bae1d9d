"use strict";
// What staged cases share: servers, clients and what stands between them, and how a test drives a case.
const http = require("http");
const net = require("net");
const readline = require("readline");

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const once = (emitter, name) => new Promise((resolve) => emitter.once(name, resolve));

async function until(condition, what) {
  for (let left = 60_000; !condition(); left -= 20) {
    if (left <= 0) throw new Error(`${what} did not happen`);
    await wait(20);
  }
}

async function listen(server, port = 0) {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

/** A Socket.IO server, version 4 unless said otherwise. */
async function serve(options = {}, onConnection = () => {}, { version = 4, port } = {}) {
  const web = http.createServer();
  const library = require(`server${version}`);
  const io = version === 2 ? library(web, options) : new library.Server(web, options);
  io.on("connection", onConnection);
  return { io, web, port: await listen(web, port) };
}

function connect(url, options = {}, version = 4) {
  return require(`client${version}`)(url, {
    transports: ["websocket"],
    reconnectionDelay: 100,
    reconnectionDelayMax: 200,
    forceNew: true,
    ...options,
  });
}

/** Passes connections on to one of the ports in turn; `filter` may take them over. */
async function relay(ports, filter) {
  let next = 0;
  const server = net.createServer((near) => {
    const far = net.connect(ports[next++ % ports.length], "127.0.0.1");
    for (const side of [near, far]) side.on("error", () => {});
    if (filter) return filter(near, far);
    near.pipe(far);
    far.pipe(near);
  });
  return { server, port: await listen(server) };
}

function request(url, { method = "GET", headers = {}, body: sentBody = "" } = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { method, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject).end(sentBody);
  });
}

/**
 * Plays the case that the command line names: prints its servers' ports as a JSON line, reads the proxy's URL from standard
 * input, lets it happen, and ends.
 */
async function play(cases) {
  const [ports, happen] = await cases[process.argv[2]]();
  console.log(JSON.stringify(ports));
  const url = await once(readline.createInterface(process.stdin), "line");
  await happen(url);
  process.exit(0);
}

/** Runs a script of cases to its end. */
function run(cases) {
  play(cases).catch((error) => {
    console.error(error.stack);
    process.exit(1);
  });
}

module.exports = { connect, listen, once, relay, request, run, serve, until, wait };

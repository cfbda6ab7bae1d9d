"use strict";
// What goes wrong between real Socket.IO clients and servers. `node faults.js NAME` starts the servers of that case, prints
// their ports as a JSON line, reads the proxy's URL from standard input, lets it happen, and ends.
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

const cases = {
  // A listener that is registered within 'connect'.
  async "duplicate-listeners"() {
    const { port } = await serve({}, async (socket) => {
      for (let i = 0; i < 2; i++) {
        await wait(100);
        socket.emit("ping2", 1);
      }
    });
    return [[port], async (url) => {
      const socket = connect(url);
      let rounds = 0;
      socket.on("connect", () => {
        rounds++;
        socket.on("ping2", () => socket.emit("pong2", 1));
      });
      for (let round = 1; round <= 3; round++) {
        await until(() => rounds === round, "the connection");
        await wait(500);
        if (round < 3) socket.io.engine.close();
      }
      socket.close();
    }];
  },

  // The server keeps what is missed for no time at all.
  async "recovery-failed"() {
    const { port } = await serve({ connectionStateRecovery: { maxDisconnectionDuration: 1 } }, (socket) => {
      if (!socket.recovered) socket.emit("hello");
    });
    return [[port], async (url) => {
      const socket = connect(url);
      await once(socket, "hello");
      socket.io.engine.close();
      await once(socket, "connect");
      await wait(100);
      socket.close();
    }];
  },

  // No event came before the connection broke, so the client has no offset to give.
  async "recovery-without-offset"() {
    const { port } = await serve({ connectionStateRecovery: {} });
    return [[port], async (url) => {
      const socket = connect(url);
      await once(socket, "connect");
      socket.io.engine.close();
      await once(socket, "connect");
      await wait(100);
      socket.close();
    }];
  },

  // The client's side of a connection is gone; the server is not told, as something in between keeps its side.
  async "half-open"() {
    const { port } = await serve(
      { connectionStateRecovery: {}, pingInterval: 1500, pingTimeout: 1500 },
      (socket) => socket.emit("hello")
    );
    return [[port], async (url) => {
      const kept = [];
      const middle = await relay([new URL(url).port], (near, far) => {
        kept.push({ near, far });
        near.on("data", (bytes) => far.write(bytes)).on("end", () => {});
        far.on("data", (bytes) => near.destroyed || near.write(bytes));
      });
      const socket = connect(`http://127.0.0.1:${middle.port}`);
      await once(socket, "hello");
      kept[0].near.destroy();
      await once(socket, "connect");
      await wait(4000); // until the first session's heartbeat is missed
      socket.close();
      await wait(200);
      for (const { near, far } of kept) near.destroy(), far.destroy();
      middle.server.close();
    }];
  },

  async "event-before-connect"() {
    const { port } = await serve();
    return [[port], async (url) => {
      const { WebSocket } = require("ws");
      const socket = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
      await once(socket, "message");
      socket.send('42["hi"]');
      await once(socket, "close");
    }];
  },

  async "parser-mismatch"() {
    const { port } = await serve();
    return [[port], async (url) => {
      const socket = connect(url, { parser: require("msgpack3"), reconnection: false });
      await once(socket.io, "close");
    }];
  },

  // The server goes away with all its connections, and is back soon.
  async "server-restarted"() {
    let server = await serve();
    const sockets = new Set();
    server.web.on("connection", (socket) => sockets.add(socket));
    const { port } = server;
    return [[port], async (url) => {
      const clients = Array.from({ length: 6 }, () => connect(url));
      await until(() => clients.every((client) => client.connected), "the first connections");
      await wait(200);
      const gone = once(server.web, "close");
      server.web.close();
      for (const socket of sockets) socket.destroy();
      await gone;
      await until(() => clients.every((client) => !client.connected), "the loss");
      server = await serve({}, () => {}, { port });
      await until(() => clients.every((client) => client.connected), "the reconnections");
      for (const client of clients) client.close();
    }];
  },

  async "double-encoded"() {
    const { port } = await serve({}, (socket) => socket.on("save", (text, done) => done()));
    return [[port], async (url) => {
      const socket = connect(url);
      for (let i = 0; i < 3; i++) await socket.emitWithAck("save", JSON.stringify({ number: i }));
      socket.close();
    }];
  },

  // The client enters its room when it connects for the first time only.
  async "not-rejoined"() {
    const { port, io } = await serve({}, (socket) => socket.on("join", (room) => socket.join(room)));
    const news = setInterval(() => io.to("lobby").emit("news"), 50);
    return [[port], async (url) => {
      const socket = connect(url);
      await once(socket, "connect");
      socket.emit("join", "lobby");
      await wait(1500);
      socket.io.engine.close();
      await once(socket, "connect");
      await wait(1500);
      socket.close();
      clearInterval(news);
    }];
  },

  // Frames do not pass behind the proxy, requests do.
  async "upgrade-hangs"() {
    const { port } = await serve({ pingInterval: 1000, pingTimeout: 20000 });
    let swallow;
    const swallowed = new Promise((resolve) => (swallow = resolve)); // a busy machine may come to the probe late
    const middle = await relay([port], (near, far) => {
      near.once("data", (head) => {
        far.write(head);
        if (!/^upgrade: websocket/im.test(head.toString("latin1"))) {
          near.pipe(far);
          far.pipe(near);
          return;
        }
        far.once("data", (answer) => near.write(answer)); // the 101, and nothing more
        near.on("data", swallow).on("close", () => far.destroy());
      });
    });
    return [[middle.port], async (url) => {
      const socket = connect(url, { transports: ["polling", "websocket"] });
      await once(socket, "connect");
      await Promise.race([swallowed, wait(60000)]);
      await wait(7000);
      socket.close();
    }];
  },

  // A page of another origin: the browser keeps the answer from it, and it tries again.
  async cors() {
    const { port } = await serve();
    return [[port], async (url) => {
      for (let i = 0; i < 3; i++) {
        const answer = await request(`${url}/socket.io/?EIO=4&transport=polling`, {
          headers: { Origin: "http://shop.example" },
        });
        if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
        await wait(3000);
      }
    }];
  },

  async "cors-headers"() {
    const { port } = await serve({ cors: { origin: "http://shop.example", allowedHeaders: ["content-type"] } });
    return [[port], async (url) => {
      await request(`${url}/socket.io/?EIO=4&transport=polling`, {
        method: "OPTIONS",
        headers: {
          Origin: "http://shop.example",
          "Access-Control-Request-Method": "GET",
          "Access-Control-Request-Headers": "x-token",
        },
      });
    }];
  },

  // A balancer that goes by connections, and servers that set a cookie which no Node client keeps.
  async "cookie-not-returned"() {
    const nodes = [await serve({}, undefined, { version: 2 }), await serve({}, undefined, { version: 2 })];
    for (const node of nodes) node.web.maxRequestsPerSocket = 1; // else the proxy would keep to one connection, and node
    const balancer = await relay(nodes.map((node) => node.port));
    return [[balancer.port], async (url) => {
      for (let tries = 0; tries < 3; tries++) {
        const answer = await request(`${url}/socket.io/?EIO=3&transport=polling`);
        const sid = /"sid":"([^"]+)"/.exec(answer.body)[1];
        const again = { method: "POST", headers: { "Content-Type": "text/plain" }, body: "1:2" };
        for (let i = 0; i < 2; i++) await request(`${url}/socket.io/?EIO=3&transport=polling&sid=${sid}`, again);
      }
    }];
  },
};

async function main() {
  const [ports, happen] = await cases[process.argv[2]]();
  console.log(JSON.stringify(ports));
  const [url] = await once(readline.createInterface(process.stdin), "line").then((line) => [line]);
  await happen(url);
  process.exit(0);
}

main().catch((error) => {
  console.error(error.stack);
  process.exit(1);
});

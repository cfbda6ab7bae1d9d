"use strict";
// What goes wrong between real Socket.IO clients and servers: `node faults.js NAME` (see staging.js).
const { connect, once, relay, request, run, serve, until, wait } = require("./staging");

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

  // The server listens to its bus anew for each connection, and tells everybody.
  async "sent-twice"() {
    const bus = new (require("events"))();
    const { port, io } = await serve({}, () => bus.on("news", (number) => io.emit("news", number)));
    return [[port], async (url) => {
      const sockets = [connect(url), connect(url)];
      await until(() => sockets.every((socket) => socket.connected), "the connections");
      for (let i = 0; i < 30; i++) {
        // on a busy machine not each comes twice at once
        const came = once(sockets[0], "news");
        bus.emit("news", i);
        await came;
        await wait(50);
      }
      for (const socket of sockets) socket.close();
    }];
  },

  // A page that connects twice.
  async "connected-twice"() {
    const { port, io } = await serve();
    return [[port], async (url) => {
      const sockets = [1, 2].map(() => connect(url, { auth: { token: "mine" } }));
      await until(() => sockets.every((socket) => socket.connected), "the connections");
      for (const socket of sockets) socket.emit("here");
      await wait(200);
      for (let i = 0; i < 50; i++) {
        io.emit("news", i); // on a busy machine not each comes to both at once
        await wait(50);
      }
      for (const socket of sockets) socket.close();
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
      let isUpgrading = false;
      near.on("data", (bytes) => {
        if (isUpgrading) return swallow();
        far.write(bytes);
        isUpgrading = /^upgrade: websocket/im.test(bytes.toString("latin1")); // perhaps on a connection that polls had used
      });
      far.on("data", (bytes) => (!isUpgrading || bytes.toString("latin1").startsWith("HTTP/1.1 101")) && near.write(bytes)); // the 101, and nothing more
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
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

run(cases);

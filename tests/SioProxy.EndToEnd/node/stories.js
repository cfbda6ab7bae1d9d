"use strict";
// What somebody comes with who opens the viewer for the first time, each with its real cause among ordinary traffic:
// `node stories.js NAME` (see staging.js).
const { connect, once, relay, run, serve, until, wait } = require("./staging");

/** A client that talks all the time, so that nothing in between takes it for idle. */
function chat(url, name, millis = 150) {
  const socket = connect(url, { auth: { name } });
  let number = 0;
  const talking = setInterval(() => socket.emit("message", { from: name, text: `line ${++number}` }), millis);
  return () => {
    clearInterval(talking);
    socket.close();
  };
}

function chatServer(io) {
  io.on("connection", (socket) => {
    socket.on("message", (message) => socket.broadcast.emit("message", message));
  });
}

const stories = {
  // "My client reconnects every minute": what stands between cuts connections off that are silent for longer than the
  // heartbeat's interval. The dashboard listens only; the chats never pause.
  async reconnects() {
    const { port, io } = await serve({ pingInterval: 25000 });
    chatServer(io);
    io.of("/dashboard").on("connection", (socket) => socket.emit("figures", { visitors: 12 }));
    const balancer = await relay([port], (near, far) => {
      let silence;
      const cut = () => (near.destroy(), far.destroy());
      const heard = () => {
        clearTimeout(silence);
        silence = setTimeout(cut, 5200);
      };
      for (const [from, to] of [[near, far], [far, near]]) {
        from.on("data", (bytes) => (heard(), to.write(bytes))).on("end", () => to.end());
      }
    });
    return [[balancer.port], async (url) => {
      const chats = [chat(url, "ann"), chat(url, "bob")];
      const dashboard = connect(`${url}/dashboard`);
      let losses = 0;
      dashboard.on("disconnect", () => losses++);
      await until(() => losses === 3, "the third loss");
      dashboard.close();
      for (const leave of chats) leave();
      await wait(200);
    }];
  },

  // "I get this event twice": the client registers its listener whenever it connects, and answers once more after each reconnect.
  async twice() {
    const { port, io } = await serve();
    chatServer(io);
    io.of("/orders").on("connection", (socket) => {
      let number = 0;
      const asking = setInterval(() => socket.emit("order", { number: ++number }), 200);
      socket.on("disconnect", () => clearInterval(asking));
    });
    return [[port], async (url) => {
      const leave = chat(url, "ann");
      const kitchen = connect(`${url}/orders`, { forceNew: true });
      let rounds = 0;
      let cooked = 0;
      kitchen.on("connect", () => {
        rounds++;
        kitchen.on("order", ({ number }) => {
          cooked++;
          kitchen.emit("cooked", { number });
        });
      });
      for (let round = 1; round <= 3; round++) {
        await until(() => rounds === round, "the connection");
        const before = cooked;
        await until(() => cooked >= before + 4 * round, "the orders");
        if (round < 3) kitchen.io.engine.close();
      }
      kitchen.close();
      leave();
      await wait(200);
    }];
  },

  // "My ack never comes": the handler of one event returns early, before its callback, for some arguments.
  async ack() {
    const { port, io } = await serve();
    chatServer(io);
    io.of("/shop").on("connection", (socket) => {
      socket.on("find", (what, done) => done({ found: what.length }));
      socket.on("save", (item, done) => {
        if (!item.price) return;
        done({ saved: item.number });
      });
    });
    return [[port], async (url) => {
      const leave = chat(url, "ann", 60);
      const shop = connect(`${url}/shop`, { ackTimeout: 400 });
      await once(shop, "connect");
      for (let number = 1; number <= 9; number++) {
        await shop.emitWithAck("find", `shelf ${number}`);
        const item = number % 3 === 0 ? { number } : { number, price: 10 * number };
        await shop.emitWithAck("save", item).catch(() => {});
      }
      shop.close();
      leave();
      await wait(200);
    }];
  },
};

run(stories);

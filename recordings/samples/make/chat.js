"use strict";
// A chat room: two people talk, one of them over polling that upgrades, the other over WebSocket only.
const http = require("http");
const { serverOf, clientOf, event, answer, pause } = require("./libraries");

function server({ version }) {
  const app = http.createServer();
  const io = serverOf(version, app);
  const history = [];
  const room = io.of("/chat");
  room.use((socket, next) => {
    const { name } = version === 2 ? socket.handshake.query : socket.handshake.auth;
    if (!name) return next(new Error("Who are you?"));
    socket.name = name;
    next();
  });
  room.on("connection", (socket) => {
    socket.on("join", (place, reply) => {
      socket.join(place);
      socket.to(place).emit("user_joined", { name: socket.name, room: place });
      reply({ ok: true, room: place, history: history.slice(-10) });
    });
    socket.on("typing", (isTyping) => socket.to("harbour").emit("typing", socket.name, isTyping));
    socket.on("message", (message, reply) => {
      const stored = { id: history.length + 1, from: socket.name, ...message };
      history.push(stored);
      socket.to(message.room).emit("message", stored);
      setTimeout(() => reply({ ok: true, id: stored.id }), message.text.length);
    });
    socket.on("report", () => {}); // forgets to answer
    socket.on("disconnect", (reason) => room.emit("user_left", { name: socket.name, reason }));
  });
  io.on("connection", () => {});
  return app;
}

async function clients(url, { version }) {
  const join = async (name, options) => {
    const identity = version === 2 ? { query: { name } } : { auth: { name, password: "mast and sail" } };
    const socket = clientOf(version, `${url}/chat`, { ...options, ...identity });
    await event(socket, "connect");
    await answer(socket, "join", "harbour");
    return socket;
  };
  const ada = await join("Ada", {});
  const bela = await join("Béla", { transports: ["websocket"] });
  const lines = ["Good morning!", "Is the ferry on time? \u{1F6A2}", "Two hours late, it says here.", "Then there is time for a coffee \u2615"];
  for (const [index, text] of lines.entries()) {
    const [from, to] = index % 2 ? [bela, ada] : [ada, bela];
    const seen = event(to, "typing");
    from.emit("typing", true);
    await seen;
    await Promise.all([event(to, "message"), answer(from, "message", { room: "harbour", text })]);
  }
  ada.emit("report", { message: 2 }, () => {}); // nobody answers
  const nobody = clientOf(version, `${url}/chat`, { transports: ["websocket"], reconnection: false });
  await event(nobody, version === 2 ? "error" : "connect_error");
  nobody.close();
  const left = event(ada, "user_left");
  bela.disconnect();
  await left;
  ada.disconnect();
  await pause(200);
}

module.exports = { server, clients };

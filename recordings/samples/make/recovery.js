"use strict";
// Connection state recovery: the network breaks, the events of the meantime arrive before the new CONNECT's answer.
const http = require("http");
const { serverOf, clientOf, event, answer, pause } = require("./libraries");

function server() {
  const app = http.createServer();
  const io = serverOf(4, app, { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } });
  io.on("connection", (socket) => {
    socket.on("subscribe", (channel, reply) => {
      socket.join(channel);
      reply("subscribed");
      io.to(channel).emit("price", { channel, value: 100 });
    });
    socket.on("break", () => socket.conn.close());
    socket.on("disconnect", () => {
      for (const value of [101, 99, 103]) io.to("shares").emit("price", { channel: "shares", value });
    });
  });
  return app;
}

async function clients(url) {
  const socket = clientOf(4, url, { reconnectionDelay: 200, randomizationFactor: 0 });
  await event(socket, "connect");
  const first = event(socket, "price");
  await answer(socket, "subscribe", "shares");
  await first;
  if (socket.io.engine.transport.name === "polling") await event(socket.io.engine, "upgrade");
  const back = event(socket, "connect");
  socket.emit("break");
  await back;
  if (!socket.recovered) throw new Error("the session was not recovered");
  socket.disconnect();
  await pause(100);
}

module.exports = { server, clients };

// node server.js 2|3|4 [msgpack]: an application with ids, timers, questions, uploads and a guarded namespace; prints its port.
"use strict";
const crypto = require("crypto");
const [, , version, parser] = process.argv;
const http = require("http").createServer();
const options = { pingInterval: 2000, pingTimeout: 10000 };
if (version === "4") options.connectionStateRecovery = { maxDisconnectionDuration: 60000 };
if (parser) options.parser = require(version === "2" ? "msgpack2" : "msgpack3");
const Server = require("server" + version);
const io = version === "2" ? Server(http, options) : new Server.Server(http, options);
const tickets = new Set();

io.on("connection", (socket) => {
  const user = version === "2" ? socket.handshake.query.user : socket.handshake.auth.user;
  socket.on("enter", (reply) => {
    const ticket = crypto.randomUUID();
    tickets.add(ticket);
    socket.emit("welcome", { user, id: socket.id, at: Date.now() });
    reply({ ticket });
  });
  socket.on("join", (request, reply) => {
    if (!tickets.has(request.ticket)) return reply({ error: "unknown ticket" });
    socket.join(request.room);
    io.to(request.room).emit("joined", { user, room: request.room, message: request.message });
    reply({ ok: true, message: request.message });
  });
  socket.on("upload", (name, bytes, reply) => {
    socket.emit("stored", { name, parts: [bytes.subarray(0, 2), { rest: bytes.subarray(2) }] });
    reply(bytes.length, Buffer.from(bytes).reverse());
  });
  socket.on("be asked", (reply) =>
    socket.emit("question", { text: "6*7?", picture: Buffer.from([1, 2, 3]) }, (answer, proof) =>
      reply(`you said ${answer} and showed ${Buffer.from(proof).toString("hex")}`),
    ),
  );
  socket.on("tick", () => {
    let count = 0;
    const timer = setInterval(() => {
      socket.emit("ticked", ++count);
      if (count === 3) clearInterval(timer);
    }, 300);
  });
  socket.on("odd", (...values) => socket.emit("odd", ...values));
  socket.on("leave", () => socket.disconnect(true));
});

const admin = io.of("/admin");
admin.use((socket, next) => {
  const auth = version === "2" ? socket.handshake.query : socket.handshake.auth;
  const data = version === "2" && parser ? undefined : { code: 7 }; // the msgpack client of 2.x takes a string only
  next(auth.key === "good" ? undefined : Object.assign(new Error("not you"), { data }));
});
admin.on("connection", (socket) => {
  socket.emit("rights", ["read", "write"]);
  socket.on("bye", () => socket.disconnect());
});

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test that started it

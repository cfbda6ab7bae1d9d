// node server.js 2|3|4 [FAULT]: a chat with rooms, for replays; prints its port. FAULT is one seeded regression.
"use strict";
const [, , version, fault = ""] = process.argv;
const crypto = require("crypto");
const http = require("http").createServer();
const Server = require("server" + version);
const io = version === "2" ? Server(http) : new Server.Server(http);
const users = new Map();
let rooms = 0;

const chat = io.of("/chat");
chat.use((socket, next) => next(fault === "auth" ? new Error("No more guests") : undefined));
chat.on("connection", (socket) => {
  const greetings = [["welcome", { to: "the chat" }], ["topic", "ships"]];
  if (fault === "order") greetings.reverse();
  for (const greeting of greetings) socket.emit(...greeting);
  const ticks = setInterval(() => socket.emit("tick", { load: Math.random() }), 100);

  socket.on("login", ({ name }, reply) => {
    const token = crypto.randomBytes(16).toString("hex");
    users.set(token, name);
    socket.name = name;
    const answer = () => reply({ token, userId: crypto.randomUUID(), at: new Date().toISOString() });
    if (fault === "stuck") setTimeout(answer, 2200); // too late for an ack, not for those who send the token back
    else answer();
  });
  socket.on("create", ({ token, title }, reply) =>
    users.has(token)
      ? reply({ room: crypto.randomBytes(12).toString("base64url"), number: 1000 + ++rooms, title })
      : reply({ error: "unknown token" }));
  socket.on("join", ({ token, room }, reply) => {
    if (!users.has(token)) return reply({ error: "unknown token" });
    socket.join(room);
    socket.place = room;
    socket.to(room).emit("joined", { room, name: users.get(token) });
    reply({ ok: true });
  });
  socket.on("say", ({ room, number, text }, reply) => {
    const message = { id: crypto.randomUUID(), number, from: socket.name, text, at: new Date().toISOString() };
    if (fault === "field") message.text = text.toUpperCase();
    socket.to(room).emit(fault === "renamed" ? "msg" : "message", message);
    if (fault === "extra") socket.to(room).emit("debug", { spam: true });
    const answer = () => reply({ id: message.id, at: Date.now() });
    if (fault === "slow") setTimeout(answer, 2600);
    else if (fault !== "silent") answer();
  });
  socket.on("like", ({ room, id }) => chat.to(room).emit("liked", { id, by: socket.name }));
  socket.on("remind", (millis) => {
    if (fault === "stuck") console.log("stuck");
    else setTimeout(() => socket.emit("reminder", { after: millis }), millis);
  });
  socket.on("upload", (room, name, bytes, reply) => {
    if (fault === "dies") process.exit(1);
    socket.to(room).emit("uploaded", name, bytes);
    reply({ size: bytes.length, sha: crypto.createHash("sha256").update(bytes).digest("hex") });
  });
  socket.on("disconnect", () => {
    clearInterval(ticks);
    if (socket.place) chat.to(socket.place).emit("left", { name: socket.name });
  });
});

const vault = io.of("/vault");
vault.use((socket, next) => {
  const { token } = version === "2" ? socket.handshake.query : socket.handshake.auth;
  next(users.has(token) ? undefined : new Error("Unknown token"));
});
vault.on("connection", (socket) => socket.on("open", (reply) => reply("gold")));

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test that started it

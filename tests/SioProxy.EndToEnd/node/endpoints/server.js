// node server.js 2|3|4 [msgpack]: a real Socket.IO server for SioProxy's own clients; prints its port.
"use strict";
const [, , version, parser] = process.argv;
const http = require("http").createServer();
const options = { pingInterval: 300, pingTimeout: 5000 };
if (version === "4") {
  options.connectionStateRecovery = { maxDisconnectionDuration: 30000 };
  options.perMessageDeflate = true;
}
if (parser) {
  options.parser = require(version === "2" ? "msgpack2" : "msgpack3");
}
const Server = require("server" + version);
const io = version === "2" ? Server(http, options) : new Server.Server(http, options);

function serve(socket) {
  socket.on("echo", (...args) => args.pop()(...args));
  socket.on("join", (room, answer) => {
    socket.join(room);
    io.of(socket.nsp.name).to(room).emit("joined", room);
    answer("ok");
  });
  socket.on("bin", (bytes, answer) => {
    const reversed = Buffer.from(bytes).reverse();
    socket.emit("nib", reversed);
    answer("length", reversed.length, reversed);
  });
  socket.on("ask", (answer) => socket.emit("question", "6*7", (reply) => answer(JSON.stringify(reply))));
  socket.on("bye", (close) => socket.disconnect(close === true));
  socket.emit("hello", { id: socket.id });
}

io.of("/").on("connection", serve);
const admin = io.of("/admin");
admin.use((socket, next) => {
  const auth = socket.handshake.auth || {};
  next((auth.token || socket.handshake.query.token) === "good" ? undefined : new Error("Not authorized"));
});
admin.on("connection", serve);
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test that started it

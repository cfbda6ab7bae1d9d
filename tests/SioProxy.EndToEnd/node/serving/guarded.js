// node guarded.js: a 4.x server that refuses the handshakes of eve; prints its port.
"use strict";
const http = require("http").createServer();
const { Server } = require("server4");
const isEve = (request) => request.url.includes("user=eve");
const io = new Server(http, { allowRequest: (request, decide) => decide(isEve(request) ? "not eve" : null, !isEve(request)) });
io.on("connection", (socket) => socket.on("ask", (value, reply) => reply(value)));
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test that started it

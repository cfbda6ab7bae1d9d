// node gate.js 2|3|4 [FAULT]: a server that looks at cookies and headers before it opens a session; prints its port.
"use strict";
const [, , version, fault = ""] = process.argv;
const http = require("http").createServer();
const Server = require("server" + version);
const seatOf = (request) => /(?:^|; )seat=(\w+)/.exec(request.headers.cookie || "")?.[1];
const mayEnter = (request) => {
  const seat = seatOf(request);
  if (fault === "open") return true;
  if (fault === "full" && seat === "aisle") return false;
  return fault !== "closed" && seat !== undefined && request.headers.authorization === "Bearer harbour";
};
const options = {
  allowRequest: (request, reply) => reply(mayEnter(request) ? null : version === "2" ? 4 : "no seat", mayEnter(request)),
};
const io = version === "2" ? Server(http, options) : new Server.Server(http, options);
io.on("connection", (socket) => {
  socket.emit("seated", { seat: seatOf(socket.request) || "none" });
  socket.on("where", (reply) => reply(seatOf(socket.request) || "none"));
});
if (fault === "rude") {
  const refuse = (request, response) => {
    response.writeHead(401, { "Content-Type": "text/plain" });
    response.end("Who are you?");
  };
  const [engine] = http.listeners("request");
  http.removeAllListeners("request");
  http.on("request", (request, response) => (mayEnter(request) ? engine : refuse)(request, response));
}
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test that started it

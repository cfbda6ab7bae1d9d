"use strict";
// Files in pieces, over polling (base64) and over WebSocket (binary), each piece answered; the file comes back at the end.
const crypto = require("crypto");
const http = require("http");
const { serverOf, clientOf, event, answer, pause } = require("./libraries");

function server({ version }) {
  const app = http.createServer();
  const io = serverOf(version, app, { perMessageDeflate: { threshold: 256 } });
  io.on("connection", (socket) => {
    const pieces = [];
    socket.on("upload:piece", ({ index, data }, reply) => {
      pieces[index] = data;
      reply(null, { index, received: pieces.reduce((sum, piece) => sum + piece.length, 0) });
    });
    socket.on("upload:done", ({ name, sha256 }, reply) => {
      const file = Buffer.concat(pieces);
      const isWhole = crypto.createHash("sha256").update(file).digest("hex") === sha256;
      reply(isWhole ? null : "damaged", { name, size: file.length }, file);
    });
  });
  return app;
}

async function clients(url, { version }) {
  for (const transport of ["polling", "websocket"]) {
    const socket = clientOf(version, url, { transports: [transport] });
    await event(socket, "connect");
    const file = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i * 7 + (i >> 3)) & 0xff));
    for (let index = 0; index * 1024 < file.length; index++) {
      await answer(socket, "upload:piece", { index, data: file.subarray(index * 1024, (index + 1) * 1024) });
    }
    const sha256 = crypto.createHash("sha256").update(file).digest("hex");
    await answer(socket, "upload:done", { name: "tide-table.bin", sha256 });
    socket.disconnect();
    await pause(100);
  }
}

module.exports = { server, clients };

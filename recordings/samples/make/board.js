"use strict";
// A whiteboard for two, over msgpack: strokes carry their points as binary, in place; one paints over polling that upgrades.
const http = require("http");
const msgpack = require("msgpack3");
const { serverOf, clientOf, event, answer, pause } = require("./libraries");

function server({ version }) {
  const app = http.createServer();
  const board = serverOf(version, app, { parser: msgpack }).of("/board");
  const strokes = [];
  board.on("connection", (socket) => {
    socket.emit("state", { width: 640, height: 480, strokes: strokes.length, background: null });
    socket.on("stroke", (stroke, reply) => {
      const kept = { number: strokes.push(stroke), ...stroke };
      socket.broadcast.emit("stroke", kept);
      reply({ number: kept.number, bytes: stroke.points.length, at: { x: stroke.points[0], y: -stroke.points[1] / 2 } });
    });
    socket.on("undo", (number, reply) => {
      const [gone] = strokes.splice(number - 1, 1);
      board.emit("undone", number, gone ? gone.points : null);
      reply(Boolean(gone));
    });
    socket.on("export", (reply) => reply("image/raw", Buffer.concat(strokes.map((stroke) => stroke.points))));
  });
  return app;
}

async function clients(url, { version }) {
  const enter = async (transports) => {
    const socket = clientOf(version, `${url}/board`, { parser: msgpack, transports });
    await event(socket, "state");
    return socket;
  };
  const points = (from, count) => Buffer.from(Array.from({ length: count }, (_, i) => (from + i * 3) & 0xff));
  const ada = await enter(["polling", "websocket"]);
  const bela = await enter(["websocket"]);
  await pause(150); // until Ada's transport is upgraded

  let seen = event(bela, "stroke");
  await answer(ada, "stroke", { colour: "teal", width: 2.5, points: points(10, 24) });
  await seen;
  seen = event(ada, "stroke");
  await answer(bela, "stroke", { colour: "r\u00f6tlich", width: 1e-3, points: points(200, 80) });
  await seen;
  const undone = event(bela, "undone");
  await answer(ada, "undo", 1);
  await undone;
  await answer(bela, "export");
  bela.disconnect();
  await pause(50);
  ada.disconnect();
  await pause(100);
}

module.exports = { server, clients };

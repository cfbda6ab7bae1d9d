"use strict";
// Handshakes that go wrong: every Engine.IO error code, a client of another version, an unknown namespace, a middleware that says no.
const http = require("http");
const { serverOf, clientOf, event, pause } = require("./libraries");

function server() {
  const app = http.createServer();
  const io = serverOf(4, app, {
    allowRequest: (request, decide) => decide(request.url.includes("banned") ? "You are banned" : null, !request.url.includes("banned")),
  });
  io.of("/admin").use((socket, next) => next(Object.assign(new Error("jwt expired"), { data: { code: "E401" } })));
  return app;
}

function request(url, method = "GET") {
  return new Promise((resolve) =>
    http.request(url, { method, agent: false }, (response) => response.resume().on("end", resolve)).end(method === "POST" ? "40" : undefined),
  );
}

async function clients(url) {
  const at = `${url}/socket.io/?`;
  await request(`${at}EIO=4&transport=carrier-pigeon`); // 0
  await request(`${at}EIO=4&transport=polling&sid=forgotten`); // 1
  await request(`${at}EIO=4&transport=polling`, "POST"); // 2
  await request(`${at}EIO=4&transport=websocket`); // 3
  await request(`${at}EIO=4&transport=polling&banned`); // 4
  await request(`${at}EIO=3&transport=polling`); // 5
  for (const query of [{ banned: 1 }, {}]) {
    const version = query.banned ? 4 : 2; // a 2.x client is answered 101, and then HTTP inside the WebSocket
    const refused = clientOf(version, url, { transports: ["websocket"], query, reconnection: false });
    await event(refused, "connect_error");
    refused.close();
  }
  const socket = clientOf(4, url, { reconnection: false });
  await event(socket, "connect");
  for (const ns of ["/nowhere", "/admin"]) {
    await event(socket.io.socket(ns), "connect_error");
  }
  socket.disconnect();
  await pause(100);
}

module.exports = { server, clients };

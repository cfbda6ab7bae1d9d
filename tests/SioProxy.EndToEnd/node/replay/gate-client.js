// node gate-client.js 2|3|4 URL: strangers and guests at the server of gate.js, to be recorded; prints "ok".
"use strict";
const [, , version, url] = process.argv;
const library = require("client" + version);
const connect = (headers, transports) => {
  const options = { forceNew: true, reconnection: false, transports, extraHeaders: headers };
  return (version === "2" ? library : library.io)(url, options);
};
const event = (socket, name) => new Promise((resolve) => socket.once(name, (...args) => resolve(args)));

async function refused(headers, transports) {
  const socket = connect(headers, transports);
  await event(socket, "connect_error");
  socket.close();
}

async function seated(seat, transports) {
  const socket = connect({ Cookie: `seat=${seat}; theme=dark`, Authorization: "Bearer harbour" }, transports);
  await event(socket, "seated");
  const answer = await new Promise((resolve) => socket.emit("where", resolve));
  if (answer !== seat) throw new Error(answer);
  return socket;
}

(async () => {
  await refused({}, ["polling", "websocket"]);
  const ada = await seated("window", ["polling", "websocket"]);
  await refused({}, ["websocket"]);
  const bela = await seated("aisle", ["websocket"]);
  bela.close();
  ada.close();
  setTimeout(() => {
    console.log("ok");
    process.exit(0);
  }, 200);
})();

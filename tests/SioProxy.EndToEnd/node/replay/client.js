// node client.js 2|3|4 URL: two people in a chat room, to be recorded; prints "ok".
"use strict";
const [, , version, url] = process.argv;
const library = require("client" + version);
const connect = (path, options) =>
  (version === "2" ? library : library.io)(url + path, { forceNew: true, reconnection: false, ...options });
const event = (socket, name) => new Promise((resolve) => socket.once(name, (...args) => resolve(args)));
const ask = (socket, ...args) => new Promise((resolve) => socket.emit(...args, resolve));

async function enter(name, options) {
  const socket = connect("/chat", options);
  await event(socket, "topic");
  const { token } = await ask(socket, "login", { name, password: "mast and sail" });
  return { socket, token };
}

(async () => {
  const ada = await enter("Ada", {});
  const { room, number } = await ask(ada.socket, "create", { token: ada.token, title: "Harbour" });
  await ask(ada.socket, "join", { token: ada.token, room });

  const joined = event(ada.socket, "joined");
  const bela = await enter("B\u00e9la", { transports: ["websocket"] });
  await Promise.all([joined, ask(bela.socket, "join", { token: bela.token, room })]);

  let heard = event(bela.socket, "message");
  await ask(ada.socket, "say", { room, number, text: "Good morning! \u2615" });
  const [{ id }] = await heard;
  const liked = event(ada.socket, "liked");
  bela.socket.emit("like", { room, id });
  await liked;
  heard = event(ada.socket, "message");
  await ask(bela.socket, "say", { room, number, text: "Is the ferry on time?" });
  await heard;

  const reminder = event(ada.socket, "reminder");
  ada.socket.emit("remind", 250);
  await reminder;
  const uploaded = event(bela.socket, "uploaded");
  await ask(ada.socket, "upload", room, "chart.bin", Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7) % 256)));
  await uploaded;

  const { token } = ada;
  const vault = connect(version === "2" ? `/vault?token=${token}` : "/vault", version === "2" ? {} : { auth: { token } });
  await event(vault, "connect");
  await ask(vault, "open");
  vault.disconnect();

  const left = event(ada.socket, "left");
  bela.socket.disconnect();
  await left;
  ada.socket.disconnect();
  setTimeout(() => {
    console.log("ok");
    process.exit(0);
  }, 200);
})();

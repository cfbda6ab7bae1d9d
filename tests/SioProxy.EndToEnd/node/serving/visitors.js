// node visitors.js URL: ada and eve ask for sessions in turn; prints what becomes of each.
"use strict";
const { io } = require("client4");
const url = process.argv[2];
const visit = (user, transports) =>
  new Promise((resolve) => {
    const socket = io(url, { forceNew: true, reconnection: false, transports, query: { user } });
    const leave = (...what) => {
      console.log(user, ...what);
      socket.disconnect();
      setTimeout(resolve, 200);
    };
    socket.on("connect", () => socket.emit("ask", 1, (answer) => leave("answered", answer)));
    socket.on("connect_error", (error) => leave("refused", error.context.status, error.context.responseText));
  });
setTimeout(() => process.exit(3), 120000).unref();
(async () => {
  await visit("ada", ["polling"]);
  await visit("eve", ["polling"]);
  await visit("ada", ["websocket"]);
  process.exit(0);
})();

// http-proxy-3 as a peer of the load measurement: node http-proxy-3.js PORT UPSTREAM
const http = require("http");
const { createProxyServer } = require("http-proxy-3");

const [port, target] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
const proxy = createProxyServer({ target, ws: true, agent });
proxy.on("error", () => {});
const server = http.createServer((request, response) => proxy.web(request, response));
server.on("upgrade", (request, socket, head) => proxy.ws(request, socket, head));
server.listen(Number(port), "127.0.0.1");

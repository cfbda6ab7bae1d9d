"use strict";
// Runs each sample's application behind a proxy that records it: make.js SIOPROXY.dll FOLDER [SAMPLE...]
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const { once } = require("events");

const [proxyProgram, folder, ...wanted] = process.argv.slice(2);
const samples = {
  "v2-chat": [require("./chat"), { version: 2 }],
  "v3-upload": [require("./upload"), { version: 3 }],
  "v4-chat": [require("./chat"), { version: 4 }],
  "v4-msgpack": [require("./board"), { version: 4 }],
  "v4-recovery": [require("./recovery"), {}],
  "refused": [require("./refused"), {}],
};

async function startProxy(port, output) {
  fs.rmSync(output, { force: true });
  const child = spawn("dotnet", [
    proxyProgram,
    ...["--upstream", `http://127.0.0.1:${port}`, "--listen", "http://127.0.0.1:0", "--output", output, "--quiet"],
  ]);
  child.stderr.pipe(process.stderr);
  const [line] = await once(readline.createInterface({ input: child.stdout }), "line");
  return { child, url: line.replace("Listening on ", "").replace(/\/$/, "") };
}

async function make(name, [sample, options]) {
  const server = sample.server(options);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { child, url } = await startProxy(server.address().port, path.join(folder, `${name}.db`));
  await sample.clients(url, options);
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  server.closeAllConnections();
  server.close();
  if (code !== 0) throw new Error(`sioproxy ended with ${code}`);
  console.log(`${name}.db`);
}

(async () => {
  for (const [name, sample] of Object.entries(samples)) {
    if (wanted.length === 0 || wanted.includes(name)) await make(name, sample);
  }
  process.exit(0);
})();

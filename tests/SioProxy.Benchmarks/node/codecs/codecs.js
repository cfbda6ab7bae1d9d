"use strict";
// The reference parsers, measured on what `SioProxy.Benchmarks codecs` sends: a line {"kind","inputs"} answered by the number
// of packets in it, then a line with milliseconds for each round, answered by packets per second.
const engine = require("engine.io-parser");
const { Decoder } = require("socket.io-parser");
const msgpack = require("socket.io-msgpack-parser");

const decoder = new Decoder();
let packets = 0;
decoder.on("decoded", () => packets++);
const binary = new msgpack.Decoder();
binary.on("decoded", () => packets++);

const take = (packet) => {
  if (packet.type === "message") {
    decoder.add(packet.data);
  } else {
    packets++;
  }
};
// What the server's transports are given: `ws` and the HTTP body arrive as strings for text, as buffers for binary.
const decode = {
  message: (inputs) => inputs.forEach((input) => take(engine.decodePacket(input, "nodebuffer"))),
  payload: (inputs) => inputs.forEach((input) => engine.decodePayload(input, "nodebuffer").forEach(take)),
  msgpack: (inputs) => inputs.forEach((input) => binary.add(engine.decodePacket(input, "nodebuffer").data)),
};

let run;
require("node:readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line.startsWith("{")) {
      const { kind, inputs } = JSON.parse(line);
      const buffers = inputs.map((input) => Buffer.from(input, "base64"));
      // Ours starts from bytes, so theirs does: a text message becomes a string first, as in `ws`.
      run = () => decode[kind](kind === "msgpack" ? buffers : buffers.map((buffer) => buffer.toString("utf8")));
      packets = 0;
      run();
      console.log(packets);
    } else {
      const start = process.hrtime.bigint();
      const end = start + BigInt(line) * 1000000n;
      packets = 0;
      do {
        run();
      } while (process.hrtime.bigint() < end);
      console.log(packets / (Number(process.hrtime.bigint() - start) / 1e9));
    }
  });

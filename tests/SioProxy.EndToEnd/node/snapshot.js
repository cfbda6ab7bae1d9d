"use strict";
// Values and packets as the JSON Lines export writes them, so that both can be compared as they stand.

const TYPES = ["CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"];

function isBinary(value) {
  return Buffer.isBuffer(value) || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

function toBuffer(value) {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** A value with its binaries lifted into `attachments` (base64), depth first in key order. Only msgpack carries undefined. */
function lift(value, attachments, isMessagePack) {
  if (isBinary(value)) {
    attachments.push(toBuffer(value).toString("base64"));
    return { $binary: attachments.length - 1 };
  }
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : lift(item, attachments, isMessagePack)));
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (value && typeof value === "object") {
    if (typeof value.toJSON === "function") return value.toJSON();
    const lifted = {};
    for (const key of Object.keys(value)) {
      if (value[key] !== undefined || isMessagePack) lifted[key === "$binary" ? "$$binary" : key] = lift(value[key], attachments, isMessagePack);
    }
    return lifted;
  }
  return value === undefined ? null : value;
}

/** Arguments as one JSON value: binaries in place, as base64. */
function show(value) {
  if (isBinary(value)) return { base64: toBuffer(value).toString("base64") };
  if (Array.isArray(value)) return value.map(show);
  if (value instanceof Error) return { message: value.message, data: show(value.data) };
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.keys(value).map((key) => [key, show(value[key])]));
  }
  return value === undefined ? null : value;
}

/** A Socket.IO packet, as its sender or receiver holds it, in the terms of the export. */
function packet(source, isMessagePack) {
  const attachments = [];
  const hasData = source.data !== undefined;
  const data = hasData ? lift(source.data, attachments, isMessagePack) : null;
  let type = TYPES[source.type];
  if (type === "EVENT" && attachments.length > 0 && !isMessagePack) type = "BINARY_EVENT";
  if (type === "ACK" && attachments.length > 0 && !isMessagePack) type = "BINARY_ACK";
  const [ns, nsQuery = null] = (source.nsp || "/").split(/\?(.*)/s);
  const isEvent = type.endsWith("EVENT");
  const isAck = type.endsWith("ACK");
  return {
    type,
    ns,
    nsQuery,
    ackId: source.id === undefined ? null : source.id,
    event: isEvent ? data[0] : null,
    args: isEvent ? data.slice(1) : isAck ? data : null,
    data: isEvent || isAck ? null : data,
    attachments,
  };
}

/** An Engine.IO packet as [type, text] or [type, {base64}]. */
function enginePacket(source) {
  const data = source.data === undefined || source.data === null ? "" : source.data;
  return [source.type, isBinary(data) ? { base64: toBuffer(data).toString("base64") } : String(data)];
}

module.exports = { show, packet, enginePacket };

"use strict";
// Servers and clients of a version, and small helpers that all samples share.

function serverOf(version, http, options = {}) {
  const library = require(`server${version}`);
  return version === 2 ? library(http, options) : new library.Server(http, options);
}

function clientOf(version, url, options = {}) {
  const library = require(`client${version}`);
  return (version === 2 ? library : library.io)(url, { forceNew: true, ...options });
}

const event = (socket, name) => new Promise((resolve) => socket.once(name, (...args) => resolve(args)));
const answer = (socket, ...args) => new Promise((resolve) => socket.emit(...args, (...reply) => resolve(reply)));
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

module.exports = { serverOf, clientOf, event, answer, pause };

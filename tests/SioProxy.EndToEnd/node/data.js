"use strict";
// Deterministic content: the same seed gives the same bytes on every run.

function* generator(seed) {
  let state = (seed * 2654435761 + 1) >>> 0;
  for (;;) {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    yield state;
  }
}

const WORDS = ["tide", "harbour", "ünïcode", "€5", "mast", "\u{1F6A2}", "rope", "\"quoted\"", "back\\slash", "line\nbreak"];

/** About `length` characters of words. */
function text(seed, length) {
  const words = [];
  let size = 0;
  for (const number of generator(seed + 7)) {
    if (size >= length) break;
    words.push(WORDS[number % WORDS.length]);
    size += words[words.length - 1].length + 1;
  }
  return words.join(" ");
}

/** Exactly `length` bytes. */
function bytes(seed, length) {
  const result = Buffer.alloc(length);
  const numbers = generator(seed + 11);
  for (let i = 0; i < length; i++) result[i] = numbers.next().value & 0xff;
  return result;
}

module.exports = { text, bytes };

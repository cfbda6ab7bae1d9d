// Text and elements. Whatever was captured goes through textContent only, with everything that would be invisible, or that
// would change how its neighbours look, made visible first.

const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0d\uffa0\u{e0100}-\u{e01ef}]|(?![\u200d\ufe0e\ufe0f])[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

function standIn(character) {
  const code = character.codePointAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return "<" + code.toString(16).toUpperCase().padStart(code < 0xa0 ? 2 : 4, "0") + ">";
}

// Captured text as a string to show.
function visible(text) {
  return String(text).replace(HIDDEN, standIn);
}

// The same inside an element, the stand-ins set apart; line ends break lines where `lines` says so.
function appendVisible(parent, text, lines = false) {
  let from = 0;
  for (const match of String(text).matchAll(HIDDEN)) {
    parent.append(text.slice(from, match.index));
    const control = element("span", "control", standIn(match[0]));
    control.title = "U+" + match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    parent.append(control);
    if (lines && match[0] === "\n") parent.append("\n");
    from = match.index + match[0].length;
  }
  parent.append(String(text).slice(from));
  return parent;
}

function element(name, className = "", text = null) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  return made;
}

function button(className, text, action) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

function drawn(name, attributes = {}, text = null) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

function shorten(text, length) {
  return text.length <= length ? text : length < 2 ? "" : text.slice(0, length - 1) + "…";
}

const number = new Intl.NumberFormat("en-US");

function countText(count, one, many = one + "s") {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}

function bytesText(bytes) {
  if (bytes < 10000) return `${number.format(bytes)} B`;
  const units = ["k", "M", "G", "T"];
  let value = bytes;
  let unit = -1;
  do {
    value /= 1024;
    unit++;
  } while (value >= 1024 && unit < units.length - 1);
  return `${value.toFixed(1)} ${units[unit]}`;
}

function durationText(micros) {
  const size = Math.abs(micros);
  if (size < 1000) return `${micros} µs`;
  if (size < 1e6) return `${(micros / 1e3).toFixed(1)} ms`;
  if (size < 120e6) return `${(micros / 1e6).toFixed(size < 10e6 ? 2 : 1)} s`;
  if (size < 7200e6) return `${(micros / 60e6).toFixed(1)} min`;
  return `${(micros / 3600e6).toFixed(1)} h`;
}

// Times are UTC; a date that no calendar has is shown as its number.
function isoText(micros) {
  const date = new Date(Math.floor(micros / 1000));
  if (Number.isNaN(date.getTime())) return `${micros} µs`;
  const below = String(((micros % 1000) + 1000) % 1000).padStart(3, "0");
  return date.toISOString().replace("Z", below + "Z");
}

function clockText(micros) {
  const iso = isoText(micros);
  return iso.includes("T") ? iso.slice(iso.indexOf("T") + 1, -1) : iso;
}

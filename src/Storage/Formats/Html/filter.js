// sioview's filter language: terms about a row's columns, paths into its payload, and text anywhere in it.
// parseFilter returns a test of a row and a capture, or throws a FilterError that names the column.

class FilterError extends Error {
  constructor(column, message) {
    super(`Column ${column + 1}: ${message}.`);
    this.column = column;
  }
}

const TYPES = {
  event: (row) => /^(BINARY_)?EVENT$/.test(row.type),
  ack: (row) => /^(BINARY_)?ACK$/.test(row.type),
  connect: (row) => row.type === "CONNECT",
  connect_error: (row) => row.type === "CONNECT_ERROR",
  disconnect: (row) => row.type === "DISCONNECT",
  binary_event: (row) => row.type === "BINARY_EVENT",
  binary_ack: (row) => row.type === "BINARY_ACK",
  open: (row) => row.engine === "open",
  close: (row) => row.engine === "close" || row.kind === "close",
  ping: (row) => row.engine === "ping",
  pong: (row) => row.engine === "pong",
  upgrade: (row) => row.engine === "upgrade",
  noop: (row) => row.engine === "noop",
  message: (row) => row.kind === "message" || row.type === "message",
  http: (row) => row.kind === "http",
  gap: (row) => row.kind === "gap",
  packet: (row) => row.kind === "packet",
};

const asks = (row) => TYPES.event(row) && row.ack !== undefined;

const STATES = {
  unanswered: (row) => asks(row) && row.answeredBy === undefined,
  answered: (row) => asks(row) && row.answeredBy !== undefined,
  slow: (row) => row.latency > 1e6,
  ack: TYPES.ack,
  fault: (row) => row.fault !== undefined,
  binary: (row) => row.binary === true || /^BINARY_/.test(row.type),
  gap: TYPES.gap,
  truncated: (row) => row.truncated === true,
  redacted: (row) => row.redacted === true,
  heartbeat: (row) => (row.engine === "ping" || row.engine === "pong") && row.size <= 1,
  commented: (row) => row.comment !== undefined,
};

const NAMES = { event: "event", ns: "ns", session: "session", client: "client", node: "node", fault: "fault" };
const NUMBERS = { id: "id", connection: "connection", ack: "ack", status: "status", size: "size", latency: "latency" };
const UNITS = {
  size: { "": 1, b: 1, k: 1024, kb: 1024, m: 1024 ** 2, mb: 1024 ** 2, g: 1024 ** 3, gb: 1024 ** 3 },
  latency: { "": 1000, us: 1, "µs": 1, ms: 1000, s: 1e6, m: 60e6 },
};

function parseFilter(text) {
  const tokens = filterTokens(text);
  let at = 0;

  const isWord = (word) => at < tokens.length && tokens[at].plain === true && tokens[at].text.toLowerCase() === word;
  const isMark = (mark) => at < tokens.length && tokens[at].mark === mark;

  function either() {
    const terms = [all()];
    while (isWord("or")) {
      at++;
      terms.push(all());
    }
    return terms.length === 1 ? terms[0] : (row, capture) => terms.some((test) => test(row, capture));
  }

  function all() {
    const terms = [];
    while (at < tokens.length && !isWord("or") && !isMark(")")) {
      if (isWord("and")) at++;
      else terms.push(one());
    }
    if (terms.length === 0) throw new FilterError(at < tokens.length ? tokens[at].column : text.length, "expected a term");
    return terms.length === 1 ? terms[0] : (row, capture) => terms.every((test) => test(row, capture));
  }

  function one() {
    if (isWord("not") || isMark("-")) {
      at++;
      if (at >= tokens.length) throw new FilterError(text.length, "expected a term");
      const inner = one();
      return (row, capture) => !inner(row, capture);
    }
    if (isMark("(")) {
      const { column } = tokens[at++];
      const inner = either();
      if (!isMark(")")) throw new FilterError(column, "this parenthesis is not closed");
      at++;
      return inner;
    }
    const token = tokens[at++];
    if (token.mark) throw new FilterError(token.column, `expected a term, not '${token.mark}'`);
    if (token.root) return pathTerm(token);
    if (token.name) return term(token);
    const wanted = token.text.toLowerCase();
    return (row, capture) => (row.event ?? "").toLowerCase().includes(wanted) || capture.payloadText(row).toLowerCase().includes(wanted);
  }

  if (tokens.length === 0) return () => true;
  const test = either();
  if (at < tokens.length) throw new FilterError(tokens[at].column, "expected a term before ')'");
  return test;
}

function term({ name, operator, values, column }) {
  const fail = (message) => {
    throw new FilterError(column, message);
  };
  if (name === "from") {
    for (const { text } of values) if (!/^(client|server)$/i.test(text)) fail("expected 'from:client' or 'from:server'");
    return (row) => values.some(({ text }) => text.toLowerCase() === row.dir);
  }
  if (name === "type" || name === "is") {
    const known = name === "type" ? TYPES : STATES;
    const tests = values.map(({ text }) => {
      const word = text.toLowerCase();
      return Object.hasOwn(known, word) ? known[word] : fail(`'${name}:' does not know '${visible(text)}': expected ${Object.keys(known).join(", ")}`);
    });
    return (row) => tests.some((test) => test(row));
  }
  if (name === "transport" || name === "eio") {
    return (row) => values.some(({ text }) => text.toLowerCase() === String(row[name] ?? ""));
  }
  if (Object.hasOwn(NAMES, name)) {
    const patterns = values.map((value) => namePattern(value, name, fail));
    return (row) => row[NAMES[name]] !== undefined && patterns.some((pattern) => pattern.test(row[NAMES[name]]));
  }
  if (Object.hasOwn(NUMBERS, name)) {
    const numbers = values.map(({ text }) => numberOf(name, text) ?? fail(`'${visible(text)}' is no ${name}`));
    return (row) => row[NUMBERS[name]] !== undefined && compare(operator, row[NUMBERS[name]], numbers);
  }
  if (name === "at") {
    const times = values.map(({ text }) => timeOf(text) ?? fail(`'${visible(text)}' is no time: 15:04:05 or 2026-11-22T15:04:05Z`));
    return (row) => compareTime(operator, row.at, times);
  }
  return fail(
    `there is no term '${visible(name)}:': expected event, ns, from, type, is, session, client, node, transport, eio, fault, size, latency, at, id, connection, ack or status, or a path such as args[0].room`,
  );
}

// Every value at the path is looked at; != wants one there and none that is equal.
function pathTerm({ root, steps, operator, values, column }) {
  const fail = (message) => {
    throw new FilterError(column, message);
  };
  if (root === "args" && typeof steps[0] === "string") fail("expected [0], [1]… or [*] behind 'args', which is a list");
  if (root === "args" && steps.length === 0) fail("expected [0], [1]… or [*] behind 'args', which is a list");
  const tests = values.map((value) => valueTest(value, operator, fail));
  return (row, capture) => {
    const node = capture.json(row, root);
    const found = node ? valuesAt(node, steps, 0) : [];
    const isMatched = found.some((each) => tests.some((test) => test(each)));
    return operator === "!=" ? found.length > 0 && !isMatched : isMatched;
  };
}

function valuesAt(node, steps, at) {
  if (at === steps.length) return [node];
  const step = steps[at];
  if (node.kind !== (typeof step === "string" ? "object" : "array")) return [];
  const name = typeof step === "string" ? step.toLowerCase() : null;
  return node.items
    .filter(({ key }, index) => (name === null ? step === null || step === index : key.toLowerCase() === name))
    .flatMap((item) => valuesAt(item.node, steps, at + 1));
}

function valueTest(value, operator, fail) {
  const wanted = value.quoted || value.regex ? null : numberText(value.text);
  if (operator === "=" || operator === "!=") {
    const pattern = namePattern(value, "", fail);
    return (node) =>
      node.kind === "string" ? pattern.test(node.value)
      : node.kind === "array" || node.kind === "object" || value.quoted ? false
      : pattern.test(node.value) || (node.kind === "number" && wanted !== null && Number(node.value) === wanted);
  }
  return (node) => {
    if (wanted !== null) {
      const number = node.kind === "number" || node.kind === "string" ? numberText(node.value) : null;
      return number !== null && compare(operator, number, [wanted]);
    }
    if (node.kind !== "string") return false;
    const [left, right] = [node.value.toUpperCase(), value.text.toUpperCase()];
    return compare(operator, left < right ? -1 : left > right ? 1 : 0, [0]);
  };
}

function numberText(text) {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

function namePattern({ text, quoted, regex }, name, fail) {
  try {
    if (regex) return new RegExp(text, "iu");
    const glob = quoted ? text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : text.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^]*").replace(/\?/g, "[^]");
    return new RegExp(`^${glob}$`, "i");
  } catch {
    return fail(`'${visible(text)}' is no regular expression`);
  }
}

function numberOf(name, text) {
  const match = /^(\d+(?:\.\d+)?)([a-zµ]*)$/i.exec(text);
  const factor = match ? (UNITS[name] ?? { "": 1 })[match[2].toLowerCase()] : undefined;
  return factor === undefined ? null : Number(match[1]) * factor;
}

const DAY = 86400e6;

function timeOf(text) {
  const clock = /^(\d\d?):(\d\d)(?::(\d\d)(\.\d{1,6})?)?$/.exec(text);
  if (clock) {
    const micros = (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)) * 1e6 + Math.round(Number("0" + (clock[4] ?? "")) * 1e6);
    const span = clock[4] ? 10 ** (7 - clock[4].length) : clock[3] ? 1e6 : 60e6;
    return { micros, span, ofDay: true };
  }
  const date = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!date) return null;
  const micros = Date.parse(date[1] && !date[4] ? text + "Z" : text) * 1000;
  return Number.isNaN(micros) ? null : { micros, span: !date[1] ? DAY : date[3] ? 1000 : date[2] ? 1e6 : 60e6, ofDay: false };
}

function compareTime(operator, at, times) {
  const within = (time) => {
    const value = time.ofDay ? ((at % DAY) + DAY) % DAY : at;
    return value >= time.micros && value < time.micros + time.span;
  };
  if (operator === "=") return times.some(within);
  if (operator === "!=") return !times.some(within);
  const value = times[0].ofDay ? ((at % DAY) + DAY) % DAY : at;
  return compare(operator, value, [times[0].micros]);
}

function compare(operator, value, numbers) {
  switch (operator) {
    case "=": return numbers.includes(value);
    case "!=": return !numbers.includes(value);
    case ">": return value > numbers[0];
    case ">=": return value >= numbers[0];
    case "<": return value < numbers[0];
    default: return value <= numbers[0];
  }
}

// Words, marks ( ) and the minus in front of a term, and terms name:value|value, name>=value.
function filterTokens(text) {
  const tokens = [];
  let at = 0;
  while (at < text.length) {
    const column = at;
    if (/\s/.test(text[at])) {
      at++;
      continue;
    }
    if (text[at] === "(" || text[at] === ")") {
      tokens.push({ mark: text[at++], column });
      continue;
    }
    if (text[at] === "-") {
      tokens.push({ mark: "-", column });
      at++;
      continue;
    }
    const path = /^(args|auth|data)((?:\.[^\s()."[\]=!<>:|]+|\["(?:[^"\\]|\\[^])*"\]|\[(?:\d+|\*)\])*)(:|!=|>=|<=|>|<|=)/i.exec(text.slice(at));
    if (path) {
      at += path[0].length;
      const { values, end } = filterValues(text, at, true);
      at = end;
      tokens.push({ root: path[1].toLowerCase(), steps: pathSteps(path[2]), operator: path[3] === ":" ? "=" : path[3], values, column });
      continue;
    }
    const head = /^([a-z][\w.[\]*]*)(:|!=|>=|<=|>|<|=)/i.exec(text.slice(at));
    if (head) {
      at += head[0].length;
      const { values, end } = filterValues(text, at, head[1].toLowerCase() !== "ns");
      at = end;
      tokens.push({ name: head[1].toLowerCase(), operator: head[2] === ":" ? "=" : head[2], values, column });
      continue;
    }
    const value = filterValue(text, at, false);
    at = value.end;
    tokens.push({ text: value.text, plain: !value.quoted, column });
  }
  return tokens;
}

// Of ".name", ["any name"], [3] and [*]: names, numbers, and null for all.
function pathSteps(text) {
  return [...text.matchAll(/\.([^.["\]]+)|\[("(?:[^"\\]|\\[^])*")\]|\[(\d+)\]|\[\*\]/g)].map(([, name, quoted, index]) =>
    name ?? (quoted !== undefined ? filterValue(quoted, 0, false).text : index !== undefined ? Number(index) : null));
}

function filterValues(text, at, allowsRegex) {
  const values = [];
  do {
    if (text[at] === "|") at++;
    const value = filterValue(text, at, allowsRegex);
    at = value.end;
    values.push(value);
  } while (text[at] === "|");
  return { values, end: at };
}

function filterValue(text, at, allowsRegex) {
  if (text[at] === "\"") {
    const quoted = /^"((?:[^"\\]|\\[^])*)"/.exec(text.slice(at));
    if (!quoted) throw new FilterError(at, "this quote is not closed");
    const value = quoted[1].replace(/\\(u[0-9a-f]{4}|[^])/gi, (all, escape) =>
      escape.length > 1 ? String.fromCharCode(parseInt(escape.slice(1), 16)) : ({ n: "\n", r: "\r", t: "\t" })[escape] ?? escape);
    return { text: value, quoted: true, end: at + quoted[0].length };
  }
  if (allowsRegex && text[at] === "/") {
    const regex = /^\/((?:[^/\\]|\\[^])+)\//.exec(text.slice(at));
    if (!regex) throw new FilterError(at, "this regular expression is not closed");
    return { text: regex[1].replaceAll("\\/", "/"), regex: true, end: at + regex[0].length };
  }
  const word = /^(?:\\[^]|[^\s()|"\\])+/.exec(text.slice(at));
  if (!word) throw new FilterError(at, "expected a value");
  return { text: word[0].replace(/\\([^])/g, "$1"), quoted: word[0].includes("\\"), end: at + word[0].length };
}

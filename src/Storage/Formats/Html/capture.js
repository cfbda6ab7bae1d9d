// The data of this page. Columns of every row are read at once; payloads stay text in their script elements until somebody
// looks at a row or searches, and few blocks of them are kept read.

const KEPT_BLOCKS = 48;

class Capture {
  constructor() {
    this.rows = [];
    this.payloadBlocks = [...document.querySelectorAll("script[data-part=payloads]")];
    this.connectionBlocks = [...document.querySelectorAll("script[data-part=connections]")];
    this.kept = new Map();
    document.querySelectorAll("script[data-part=columns]").forEach((script, block) => {
      JSON.parse(script.textContent).forEach((row, position) => {
        row.block = block;
        row.position = position;
        row.index = this.rows.length;
        this.rows.push(row);
      });
      script.remove();
    });
    const summary = document.querySelector("script[data-part=summary]");
    this.summary = JSON.parse(summary.textContent);
    summary.remove();
    this.sessions = new Map(this.summary.sessions.map((session) => [session.key, session]));
    for (const [id, comment] of Object.entries(this.summary.comments)) {
      const row = this.byId(Number(id));
      if (row) row.comment = comment;
    }
    this.start = this.rows.reduce((first, row) => Math.min(first, row.at), Infinity);
    this.end = this.rows.reduce((last, row) => Math.max(last, row.at), -Infinity);
  }

  // Ids ascend.
  byId(id) {
    let low = 0;
    let high = this.rows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.rows[middle].id;
      if (found === id) return this.rows[middle];
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  payload(row) {
    let block = this.kept.get(row.block);
    if (block) this.kept.delete(row.block);
    else block = JSON.parse(this.payloadBlocks[row.block].textContent);
    this.kept.set(row.block, block); // the latest is last
    if (this.kept.size > KEPT_BLOCKS) this.kept.delete(this.kept.keys().next().value);
    return block[row.position];
  }

  // What a bare word of the filter is looked for in, besides the event's name.
  payloadText(row) {
    const payload = this.payload(row);
    const text = payload.args ?? payload.data ?? payload.raw ?? payload.reason ?? payload.why ?? "";
    const whole = row.kind === "http" ? `${payload.method} ${payload.path} ${payload.raw ?? ""}` : row.fault ? `${text} ${payload.raw ?? ""}` : text;
    return whole.includes("\\") ? `${whole} ${whole.replace(/\\u([0-9a-fA-F]{4})/g, (all, hex) => String.fromCharCode(parseInt(hex, 16))).replace(/\\(["\\/])/g, "$1")}` : whole;
  }

  // What a path of the filter is walked over: null where a row has nothing of the kind.
  json(row, root) {
    const payload = this.payload(row);
    if (root === "args") return payload.args === undefined ? null : parseJson(payload.args);
    if (root === "data") {
      const text = row.kind === "message" ? payload.raw : payload.data;
      return text === undefined ? null : parseJson(text);
    }
    if (row.type !== "CONNECT" || row.dir !== "client") return null;
    if (payload.nsQuery === undefined) return payload.data === undefined ? null : parseJson(payload.data);
    const items = [...new URLSearchParams(payload.nsQuery)].map(([key, value]) => ({ key, node: { kind: "string", value } }));
    return { kind: "object", items };
  }

  connection(id) {
    for (const script of this.connectionBlocks) {
      script.read ??= JSON.parse(script.textContent);
      const { connections, headers } = script.read;
      if (connections.length === 0 || connections[connections.length - 1].id < id) continue;
      const found = connections.find((connection) => connection.id === id);
      const list = (numbers) => numbers.map((index) => headers[index]);
      return found && { ...found, request: list(found.request), response: list(found.response) };
    }
    return undefined;
  }
}

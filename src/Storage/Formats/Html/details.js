// One packet, whole.

const HEX_ROWS = 64;

class Details {
  constructor(capture, panel, { choose, narrow }) {
    this.capture = capture;
    this.panel = panel;
    this.choose = choose;
    this.narrow = narrow;
    this.links = [];
  }

  show(row) {
    for (const link of this.links.splice(0)) URL.revokeObjectURL(link);
    this.panel.replaceChildren();
    this.row = row;
    this.panel.hidden = !row;
    if (!row) return;
    const payload = this.capture.payload(row);
    this.panel.append(this.heading(row));
    if (row.comment !== undefined) {
      const note = element("p", "comment-box");
      note.append(element("span", "mark", "★ "));
      appendVisible(note, row.comment || "marked", true);
      this.panel.append(note);
    }
    this.panel.append(this.fields(row, payload));
    this.content(row, payload);
    this.connections(row);
    this.panel.scrollTop = 0;
  }

  heading(row) {
    const head = element("div", "details-head");
    const title = element("h2");
    title.append(element("span", `type type-${typeClass(row)}`, typeText(row)), " ");
    if (row.event !== undefined) title.append(element("span", "event-name", visible(row.event)), " ");
    title.append(element("span", "id", `#${row.id}`));
    head.append(title);
    const near = element("div", "details-near");
    near.append(
      this.jump("‹ same", "Previous of the same event", () => this.sameEvent(-1)),
      this.jump("same ›", "Next of the same event", () => this.sameEvent(1)),
      button("quiet", "✕", () => this.choose(null)),
    );
    near.lastChild.setAttribute("aria-label", "Close the details");
    head.append(near);
    return head;
  }

  jump(text, label, find) {
    const made = button("quiet", text, () => {
      const row = find();
      if (row) this.choose(row);
    });
    made.title = label;
    made.disabled = !find();
    return made;
  }

  sameEvent(step) {
    const { rows } = this.capture;
    const { event, ns, type, dir } = this.row;
    for (let i = this.row.index + step; i >= 0 && i < rows.length; i += step) {
      const other = rows[i];
      if (other.dir === dir && other.ns === ns && (event === undefined ? other.type === type && other.event === undefined : other.event === event)) return other;
    }
    return undefined;
  }

  fields(row, payload) {
    const list = element("dl", "fields");
    const add = (name, value, filter) => {
      if (value === undefined || value === null || value === "") return;
      list.append(element("dt", "", name));
      const shown = element("dd");
      if (value instanceof Node) shown.append(value);
      else appendVisible(shown, String(value));
      if (filter) {
        const narrow = button("quiet narrow", "filter", () => this.narrow(filter));
        narrow.setAttribute("aria-label", `Filter by ${name}`);
        shown.append(" ", narrow);
      }
      list.append(shown);
    };
    add("time", `${isoText(row.at)} (+${durationText(row.at - this.capture.start)})`);
    if (row.dir) add("from", row.dir, `from:${row.dir}`);
    add("session", row.session, row.session && `session:${quoted(row.session)}`);
    add("client", row.client, row.client && `client:${quoted(row.client)}`);
    add("node", row.node, row.node && `node:${quoted(row.node)}`);
    if (row.transport) add("transport", `${row.transport}, Engine.IO ${row.eio}${payload.parser ? ", " + payload.parser : ""}`);
    add("namespace", row.ns === undefined ? undefined : row.ns + (payload.nsQuery ? `?${payload.nsQuery}` : ""), row.ns && `ns:${quoted(row.ns)}`);
    add("event", row.event, row.event !== undefined && `event:${quoted(row.event)}`);
    add("ack id", row.ack);
    if (row.latency !== undefined) add("latency", durationText(row.latency));
    if (row.ackOf !== undefined) add("answers", this.linkTo(row.ackOf));
    if (row.answeredBy !== undefined) add("answered by", this.linkTo(row.answeredBy));
    else if (STATES.unanswered(row)) add("answered by", element("span", "unanswered", "nothing that was recorded"));
    if (row.size !== undefined) add("size", bytesText(row.size));
    add("recovery offset", payload.recoveryOffset);
    if (row.kind === "http") {
      add("request", `${payload.method} ${payload.path}`);
      add("status", row.status ?? "none came");
    }
    if (row.kind === "close") {
      add("closed by", `${row.by} (${payload.how})`);
      add("code", payload.code);
      add("reason", payload.reason);
    }
    if (row.kind === "gap") {
      add("bytes", payload.bytes === undefined ? "unknown" : number.format(payload.bytes));
      add("packets", payload.packets === undefined ? "unknown" : number.format(payload.packets));
      add("begins", isoText(payload.from));
      add("ends", payload.to === undefined ? "with the connection" : isoText(payload.to));
      add("why", payload.why);
    }
    if (row.truncated) add("truncated", "only the beginning was kept");
    if (row.fault) add("fault", `${row.fault}: ${payload.faultMessage ?? ""}`);
    if (payload.redacted) add("redacted", payload.redacted.join(", "));
    return list;
  }

  linkTo(id) {
    const other = this.capture.byId(id);
    if (!other) return element("span", "", `#${id}, which is not in this page`);
    const what = other.event === undefined ? typeText(other) : visible(other.event);
    const link = button("link", `#${id} ${what}${other.latency === undefined ? "" : " after " + durationText(other.latency)}`, () => this.choose(other));
    link.dataset.follow = "ack";
    return link;
  }

  content(row, payload) {
    const attachment = payload.attachments
      ? (index) => {
          const link = button("link", `attachment ${index}`, () => this.panel.querySelector(`#attachment-${index}`)?.scrollIntoView());
          return link;
        }
      : null;
    for (const [title, text] of [["Arguments", payload.args], ["Data", payload.data]]) {
      if (text === undefined) continue;
      const node = parseJson(text);
      const section = this.section(title, text);
      if (node) section.append(jsonTree(node, null, title === "Arguments" ? "args" : "data", attachment));
      else section.append(preformatted(text));
    }
    (payload.attachments ?? []).forEach((base64, index) => this.binary(`Attachment ${index}`, base64, `${row.id}-${index}`, `attachment-${index}`));
    if (payload.rawBase64 !== undefined) this.binary("Raw", payload.rawBase64, `${row.id}-raw`);
    if (payload.raw) {
      const section = this.section("Raw", payload.raw);
      const node = row.kind === "packet" ? null : parseJson(payload.raw);
      section.append(node ? jsonTree(node, null, "data", null) : preformatted(payload.raw));
    }
  }

  section(title, copied) {
    const section = element("section");
    const head = element("h3", "", title);
    if (copied !== undefined) head.append(copyButton(`Copy: ${title}`, copied));
    section.append(head);
    this.panel.append(section);
    return section;
  }

  binary(title, base64, name, id) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const section = this.section(`${title}: ${countText(bytes.length, "byte")}`);
    if (id) section.id = id;
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    this.links.push(url);
    const save = element("a", "save", "save");
    save.href = url;
    save.download = `packet-${name}.bin`;
    section.firstChild.append(save);
    const dump = element("pre", "hex", hexLines(bytes, 0, HEX_ROWS));
    section.append(dump);
    if (bytes.length > HEX_ROWS * 16) {
      let rows = HEX_ROWS;
      const more = button("quiet", "more", () => {
        dump.append("\n" + hexLines(bytes, rows, 16 * HEX_ROWS));
        rows += 16 * HEX_ROWS;
        if (rows * 16 >= bytes.length) more.remove();
      });
      section.append(more);
    }
  }

  connections(row) {
    const connection = this.capture.connection(row.connection);
    if (!connection) return;
    const section = this.section(`Connection ${row.connection}`);
    const fold = element("details");
    const summary = element("summary", "mono");
    appendVisible(summary, `${connection.method} ${connection.target} HTTP/${connection.http} → ${connection.status ?? "no response"}`);
    fold.append(summary);
    for (const [title, headers] of [["Request", connection.request], ["Response", connection.response]]) {
      if (headers.length === 0) continue;
      fold.append(element("h4", "", title));
      const list = element("dl", "headers");
      for (const [name, value] of headers) {
        const shown = element("dd");
        appendVisible(shown, value);
        list.append(element("dt", "", visible(name)), shown);
      }
      fold.append(list);
    }
    section.append(fold);
  }
}

function quoted(text) {
  return /^[\w./:-]+$/.test(text) && !text.startsWith("-") ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function preformatted(text) {
  const made = element("pre", "raw");
  const shown = text.length > 200000 ? text.slice(0, 200000) : text;
  appendVisible(made, shown, true);
  if (shown.length < text.length) made.append(element("span", "note", `\n… ${number.format(text.length - shown.length)} characters more: copy them.`));
  return made;
}

function hexLines(bytes, fromRow, rows) {
  const lines = [];
  for (let offset = fromRow * 16; offset < bytes.length && offset < (fromRow + rows) * 16; offset += 16) {
    const part = bytes.subarray(offset, offset + 16);
    const hex = [...part].map((byte, i) => (i === 8 ? " " : "") + byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = [...part].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${offset.toString(16).padStart(8, "0")}  ${hex.padEnd(48)}  ${ascii}`);
  }
  return lines.join("\n");
}

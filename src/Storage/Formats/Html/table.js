// The packets as a grid of which only the rows in sight are elements.

const ROW_HEIGHT = 26;
const SPARE_ROWS = 12;
const PRINTED_ROWS = 2000;

class PacketTable {
  constructor(capture, container, choose) {
    this.capture = capture;
    this.container = container;
    this.choose = choose;
    this.rows = [];
    this.selected = null;
    this.time = "clock";
    this.body = container.querySelector(".grid-body");
    this.drawnFrom = -1;
    container.addEventListener("scroll", () => this.draw(), { passive: true });
    container.addEventListener("click", (event) => {
      // By place: what was pressed may have been drawn anew before it was let go.
      const index = Math.floor((event.clientY - this.body.getBoundingClientRect().top) / ROW_HEIGHT);
      if (!event.target.closest(".grid-head") && this.rows[index]) this.choose(this.rows[index]);
    });
    container.addEventListener("keydown", (event) => this.move(event));
    new ResizeObserver(() => this.draw(true)).observe(container);
  }

  show(rows) {
    this.rows = rows;
    this.position = new Map();
    rows.forEach((row, index) => this.position.set(row.id, index));
    this.body.style.height = `${rows.length * ROW_HEIGHT}px`;
    this.container.setAttribute("aria-rowcount", String(rows.length + 1));
    this.draw(true);
  }

  select(row, scroll = true) {
    this.selected = row;
    if (scroll && row && this.position.has(row.id)) {
      const top = this.position.get(row.id) * ROW_HEIGHT;
      const height = this.container.clientHeight - ROW_HEIGHT; // the heading stays in sight
      if (top < this.container.scrollTop) this.container.scrollTop = top;
      else if (top + ROW_HEIGHT > this.container.scrollTop + height) this.container.scrollTop = top + ROW_HEIGHT - height;
    }
    this.draw(true);
  }

  move(event) {
    const page = Math.max(1, Math.floor(this.container.clientHeight / ROW_HEIGHT) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!Object.hasOwn(steps, event.key) || event.ctrlKey || event.metaKey || event.altKey || this.rows.length === 0) return;
    event.preventDefault();
    const now = this.selected ? (this.position.get(this.selected.id) ?? -1) : -1;
    const next = Math.min(this.rows.length - 1, Math.max(0, now + steps[event.key]));
    this.choose(this.rows[next]);
  }

  draw(again = false) {
    const first = Math.max(0, Math.floor(this.container.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    if (!again && first === this.drawnFrom) return;
    this.drawnFrom = first;
    const count = Math.ceil(this.container.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const lines = this.rows.slice(first, first + count).map((row, offset) => this.line(row, first + offset));
    this.body.replaceChildren(...lines);
    const selected = this.selected && this.body.querySelector(`[data-id="${this.selected.id}"]`);
    if (selected) this.container.setAttribute("aria-activedescendant", selected.id);
    else this.container.removeAttribute("aria-activedescendant");
  }

  line(row, index) {
    const line = element("div", "grid-row");
    line.id = `row-${row.id}`;
    line.dataset.id = String(row.id);
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", String(index + 2));
    line.setAttribute("aria-selected", String(row === this.selected));
    line.style.top = `${index * ROW_HEIGHT}px`;
    if (row.fault) line.classList.add("is-fault");
    if (row.kind === "gap") line.classList.add("is-gap");
    if (row.kind === "close" || row.kind === "http") line.classList.add("is-end");
    if (STATES.heartbeat(row)) line.classList.add("is-heartbeat");
    line.append(
      cell("number", number.format(row.id)),
      cell("time", this.timeText(row, index)),
      directionCell(row),
      cell("session", row.session === undefined ? "" : visible(row.session)),
      typeCell(row),
      cell("ns", row.ns === undefined || row.ns === "/" ? "" : visible(row.ns)),
      whatCell(row),
      ackCell(row),
      cell("size", row.size === undefined ? "" : bytesText(row.size)),
    );
    return line;
  }

  timeText(row, index) {
    if (this.time === "clock") return clockText(row.at);
    if (this.time === "start") return "+" + ((row.at - this.capture.start) / 1e6).toFixed(6);
    const before = index > 0 ? this.rows[index - 1].at : row.at;
    return (row.at < before ? "−" : "+") + durationText(Math.abs(row.at - before));
  }

  // Everything, as far as paper is for it; sight is all that a screen needs.
  print() {
    const rows = this.rows.slice(0, PRINTED_ROWS);
    this.body.replaceChildren(...rows.map((row, index) => this.line(row, index)));
    if (this.rows.length > rows.length) {
      this.body.append(element("p", "note", `${number.format(this.rows.length - rows.length)} further rows are not printed: narrow the filter.`));
    }
  }
}

function cell(name, text) {
  const made = element("div", `cell cell-${name}`, text);
  made.setAttribute("role", "gridcell");
  return made;
}

function directionCell(row) {
  const made = cell("dir", row.dir === "client" ? "→" : row.dir === "server" ? "←" : "");
  if (row.dir) {
    made.classList.add(`from-${row.dir}`);
    made.setAttribute("aria-label", `from ${row.dir}`);
  }
  return made;
}

function typeCell(row) {
  const made = cell("type", "");
  made.append(element("span", `type type-${typeClass(row)}`, typeText(row)));
  return made;
}

function typeText(row) {
  return visible(row.type).toLowerCase().replace("_", " ");
}

function typeClass(row) {
  if (row.kind === "gap" || row.kind === "http" || row.kind === "close") return row.kind;
  if (TYPES.event(row)) return "event";
  if (TYPES.ack(row)) return "ack";
  return row.type === "CONNECT_ERROR" ? "error" : "other";
}

function whatCell(row) {
  const made = cell("what", "");
  if (row.comment !== undefined) made.append(element("span", "mark", "★ "), element("span", "comment", row.comment ? visible(row.comment) + "  " : ""));
  if (row.event !== undefined) made.append(element("b", "", visible(row.event)), " ");
  if (row.fault !== undefined) made.append(element("span", "fault", `⚠ ${visible(row.fault)} `));
  if (row.text !== undefined) made.append(element("span", "args", visible(row.text)));
  if (row.attachments) made.append(element("span", "badge", `+${countText(row.attachments, "attachment")}`));
  return made;
}

function ackCell(row) {
  const made = cell("ack", row.ack === undefined ? "" : `#${row.ack}`);
  if (row.latency !== undefined) {
    made.append(" ", element("span", row.latency > 1e6 ? "slow" : "latency", durationText(row.latency)));
  } else if (STATES.unanswered(row)) {
    made.append(" ", element("span", "unanswered", "no ack"));
  }
  return made;
}

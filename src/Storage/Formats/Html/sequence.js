// The rows as a sequence diagram: client, proxy and server as lanes, time downwards. A step is a line of it; only the steps in
// sight are drawn. Heartbeats are folded, long silences are one step with their length, acks are spans on the lane of
// the side that took the time.

const STEP_HEIGHT = 34;
const SPARE_STEPS = 10;
const SILENCE = 500e3;
const PRINTED_STEPS = 600;
const LANES_TOP = 8;

function sequenceSteps(rows) {
  const steps = [];
  let last = null;
  let beats = null; // heartbeats are apart by nature: the silences between them fold with them
  for (const row of rows) {
    const beat = STATES.heartbeat(row);
    if (beat && beats) beats.rows.push(row);
    else {
      if (last !== null && row.at - last >= SILENCE) steps.push({ kind: "silence", micros: row.at - last });
      beats = beat ? { kind: "heartbeat", rows: [row] } : null;
      steps.push(beats ?? { kind: row.kind === "packet" || row.kind === "message" ? "arrow" : row.kind, rows: [row] });
    }
    last = Math.max(last ?? row.at, row.at);
  }
  return steps;
}

// From each event that asked to its ack: on the other side's lane.
function ackSpans(steps) {
  const at = new Map();
  steps.forEach((step, index) => step.rows?.forEach((row) => at.set(row.id, index)));
  const spans = [];
  const busy = { client: [], server: [] };
  steps.forEach((step, index) => {
    const row = step.kind === "arrow" ? step.rows[0] : null;
    if (!row || !(STATES.unanswered(row) || STATES.answered(row))) return;
    const to = row.answeredBy === undefined ? null : (at.get(row.answeredBy) ?? null);
    if (row.answeredBy !== undefined && to === null) return; // answered by an ack that the filter hides
    const lane = row.dir === "client" ? "server" : "client";
    let slot = busy[lane].findIndex((until) => until < index);
    if (slot < 0) slot = busy[lane].length;
    busy[lane][slot] = to ?? index;
    spans.push({ from: index, to, lane, slot: Math.min(slot, 5), micros: to === null ? null : steps[to].rows[0].latency });
  });
  return spans;
}

class SequenceDiagram {
  constructor(capture, container, choose, chooseSession) {
    this.capture = capture;
    this.container = container;
    this.choose = choose;
    this.chooseSession = chooseSession;
    this.body = container.querySelector(".sequence-body");
    this.head = container.querySelector(".sequence-head");
    this.steps = [];
    this.spans = [];
    this.selected = null;
    container.addEventListener("scroll", () => this.draw(), { passive: true });
    container.addEventListener("keydown", (event) => this.move(event));
    new ResizeObserver(() => this.draw()).observe(container);
  }

  show(rows) {
    this.rows = rows;
    this.steps = sequenceSteps(rows);
    this.spans = ackSpans(this.steps);
    this.stepOf = new Map();
    this.steps.forEach((step, index) => step.rows?.forEach((row) => this.stepOf.set(row.id, index)));
    this.sessions = new Set(rows.map((row) => row.key));
    this.body.style.height = `${this.steps.length * STEP_HEIGHT + 2 * LANES_TOP}px`;
    this.draw();
  }

  select(row) {
    this.selected = row;
    const index = row && this.stepOf?.get(row.id);
    if (index !== undefined && index !== null && this.container.clientHeight > 0) {
      const top = index * STEP_HEIGHT;
      const height = this.container.clientHeight - this.head.offsetHeight - STEP_HEIGHT;
      if (top < this.container.scrollTop) this.container.scrollTop = top;
      else if (top > this.container.scrollTop + height) this.container.scrollTop = top - height;
    }
    this.draw();
  }

  move(event) {
    const page = Math.max(1, Math.floor(this.container.clientHeight / STEP_HEIGHT) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!Object.hasOwn(moves, event.key) || event.ctrlKey || event.metaKey || event.altKey || this.steps.length === 0) return;
    event.preventDefault();
    const by = moves[event.key];
    const now = this.selected ? (this.stepOf.get(this.selected.id) ?? -1) : -1;
    let next = Math.min(this.steps.length - 1, Math.max(0, now + by));
    while (!this.steps[next].rows && next > 0 && next < this.steps.length - 1) next += by > 0 ? 1 : -1;
    if (this.steps[next].rows) this.choose(this.steps[next].rows[0]);
  }

  draw() {
    if (this.container.clientHeight === 0 && !this.printing) return;
    const width = Math.max(640, this.container.clientWidth - 2);
    const client = 190; // left of it the time and the session, right of the server latencies
    this.lanes = { client, proxy: (client + width - 130) / 2, server: width - 130 };
    const first = this.printing ? 0 : Math.max(0, Math.floor(this.container.scrollTop / STEP_HEIGHT) - SPARE_STEPS);
    const count = this.printing ? PRINTED_STEPS : Math.ceil(this.container.clientHeight / STEP_HEIGHT) + 2 * SPARE_STEPS;
    const last = Math.min(this.steps.length, first + count);
    const picture = drawn("svg", {
      width,
      height: (last - first) * STEP_HEIGHT + 2 * LANES_TOP,
      class: "sequence-svg",
      role: "presentation",
    });
    picture.style.top = `${first * STEP_HEIGHT}px`;
    for (const [lane, x] of Object.entries(this.lanes)) {
      picture.append(drawn("line", { x1: x, x2: x, y1: 0, y2: (last - first) * STEP_HEIGHT + LANES_TOP, class: `lane lane-${lane}` }));
    }
    for (const span of this.spans) {
      if (span.from < last && (span.to ?? span.from) >= first) picture.append(this.span(span, first, last));
    }
    for (let index = first; index < last; index++) picture.append(this.step(this.steps[index], (index - first + 0.5) * STEP_HEIGHT + LANES_TOP, width));
    this.drawHead(width);
    this.body.replaceChildren(picture);
    const selected = this.selected && picture.querySelector(".is-selected");
    if (selected) this.container.setAttribute("aria-activedescendant", selected.id);
    else this.container.removeAttribute("aria-activedescendant");
  }

  drawHead(width) {
    const one = (name, many) => {
      const values = new Set(this.rows.map((row) => row[name]).filter((value) => value !== undefined));
      return values.size === 1 ? visible([...values][0]) : values.size === 0 ? "" : `${number.format(values.size)} ${many}`;
    };
    const head = drawn("svg", { width, height: 44, "aria-hidden": "true" });
    for (const [lane, title, what] of [["client", "Client", one("client", "clients")], ["proxy", "SioProxy", ""], ["server", "Server", one("node", "nodes")]]) {
      const group = drawn("g", { transform: `translate(${this.lanes[lane]},0)` });
      group.append(drawn("rect", { x: -76, y: 4, width: 152, height: 36, rx: 6, class: `lane-box lane-box-${lane}` }));
      group.append(drawn("text", { x: 0, y: what ? 19 : 26, class: "lane-title" }, title));
      if (what) group.append(drawn("text", { x: 0, y: 33, class: "lane-what" }, shorten(what, 24)));
      head.append(group);
    }
    this.head.replaceChildren(head);
  }

  step(step, y, width) {
    const row = step.rows?.[0];
    const group = drawn("g", { class: `step step-${step.kind}`, transform: `translate(0,${y})` });
    if (row) {
      group.id = `step-${row.id}`;
      group.setAttribute("role", "option");
      group.setAttribute("aria-label", this.spoken(step));
      const selected = this.selected !== null && step.rows.includes(this.selected);
      group.setAttribute("aria-selected", String(selected));
      if (selected) group.classList.add("is-selected");
      group.append(drawn("rect", { x: 0, y: -STEP_HEIGHT / 2, width, height: STEP_HEIGHT, class: "step-back" }));
      group.append(drawn("text", { x: 8, y: 4, class: "step-time" }, clockText(row.at).slice(0, 12)));
      if (this.sessions.size > 1 && row.session !== undefined) {
        const session = drawn("text", { x: 104, y: 4, class: "step-session" }, shorten(visible(row.session), 7));
        session.append(drawn("title", {}, "Show this session only"));
        session.addEventListener("click", (event) => {
          event.stopPropagation();
          this.chooseSession(row.key);
        });
        group.append(session);
      }
      group.addEventListener("click", () => this.choose(row));
    }
    const draw = { arrow: arrowStep, heartbeat: heartbeatStep, silence: silenceStep, gap: gapStep, http: httpStep, close: closeStep }[step.kind];
    draw(group, step, this.lanes, width);
    return group;
  }

  spoken(step) {
    const [row] = step.rows;
    if (step.kind === "heartbeat") return `${step.rows.length} heartbeat packets`;
    return [clockText(row.at), row.dir ? `from ${row.dir}` : "", typeText(row), row.event === undefined ? "" : visible(row.event), row.fault ? `fault ${visible(row.fault)}` : "", STATES.unanswered(row) ? "no ack" : ""].filter(Boolean).join(", ");
  }

  span({ from, to, lane, slot, micros }, first, last) {
    const group = drawn("g", { class: `span span-${to === null ? "open" : micros > 1e6 ? "slow" : "done"}` });
    const y1 = (from - first + 0.5) * STEP_HEIGHT + LANES_TOP;
    const y2 = to === null ? y1 + STEP_HEIGHT * 0.9 : (to - first + 0.5) * STEP_HEIGHT + LANES_TOP;
    const side = lane === "server" ? 1 : -1;
    const x = this.lanes[lane] + side * (4 + slot * 8);
    const top = Math.max(y1, -STEP_HEIGHT);
    const bottom = Math.min(y2, (last - first + 1) * STEP_HEIGHT);
    group.append(drawn("rect", { x: side > 0 ? x : x - 6, y: top, width: 6, height: Math.max(2, bottom - top), rx: 2 }));
    const label = to === null ? "no ack" : durationText(micros ?? 0);
    const place = to === null ? bottom - 4 : Math.min(bottom - 2, y2 + 4);
    group.append(drawn("text", { x: x + side * 12, y: place, "text-anchor": side > 0 ? "start" : "end" }, label));
    return group;
  }

  print(on) {
    this.printing = on;
    this.draw();
  }
}

// An arrow from one end to the other, through the proxy in the middle.
function arrow(group, fromX, toX, middleX, className) {
  const ahead = Math.sign(toX - fromX);
  group.append(
    drawn("line", { x1: fromX, x2: toX - ahead * 6, y1: 8, y2: 8, class: `arrow ${className}` }),
    drawn("path", { d: `M${toX - ahead * 9},3.5 L${toX},8 L${toX - ahead * 9},12.5 Z`, class: `arrow-head ${className}` }),
    drawn("circle", { cx: middleX, cy: 8, r: 2.5, class: `arrow-dot ${className}` }),
  );
}

function arrowStep(group, step, lanes) {
  const [row] = step.rows;
  const fromClient = row.dir === "client";
  const [from, to] = fromClient ? [lanes.client, lanes.server] : [lanes.server, lanes.client];
  const bad = row.fault !== undefined || row.type === "CONNECT_ERROR";
  const look = bad ? "is-bad" : `from-${row.dir}`;
  arrow(group, from, to, lanes.proxy, look + (TYPES.ack(row) ? " is-ack" : ""));
  const room = Math.floor((lanes.server - lanes.client - 24) / 7.3);
  const label = drawn("text", { x: (lanes.client + lanes.server) / 2, y: 0, class: "arrow-label" });
  const name = row.event !== undefined ? visible(row.event) : typeText(row);
  const id = row.ack === undefined ? "" : ` #${row.ack}`;
  const fault = row.fault === undefined ? "" : ` ⚠ ${visible(row.fault)}`;
  const head = shorten(`${row.comment === undefined ? "" : "★ "}${row.ns === undefined || row.ns === "/" ? "" : visible(row.ns) + " "}${name}${id}`, Math.max(12, room - 6));
  label.append(drawn("tspan", { class: `arrow-name ${look}` }, head));
  const rest = `${fault} ${row.text === undefined ? "" : visible(row.text)}${row.attachments ? ` +${row.attachments} binary` : ""}`;
  label.append(drawn("tspan", { class: "arrow-text" }, shorten(rest, room - head.length)));
  group.append(label);
}

function heartbeatStep(group, step, lanes) {
  const [first] = step.rows;
  const last = step.rows[step.rows.length - 1];
  const [from, to] = first.dir === "client" ? [lanes.client, lanes.server] : [lanes.server, lanes.client];
  group.append(drawn("line", { x1: from, x2: to, y1: 8, y2: 8, class: "heartbeat" }));
  const span = step.rows.length > 2 ? ` over ${durationText(last.at - first.at)}` : "";
  group.append(drawn("text", { x: (lanes.client + lanes.server) / 2, y: 1, class: "heartbeat-label" }, `♥ ${countText(step.rows.length, "heartbeat packet")}${span}`));
}

function silenceStep(group, step, lanes) {
  for (const x of Object.values(lanes)) group.append(drawn("path", { d: `M${x},-14 l-4,6 l8,6 l-8,6 l4,6`, class: "silence-mark" }));
  group.append(drawn("text", { x: (lanes.client + lanes.server) / 2, y: 4, class: "silence-label" }, `${durationText(step.micros)} of silence`));
}

function gapStep(group, step, lanes) {
  const [row] = step.rows;
  group.append(drawn("rect", { x: lanes.client - 14, y: -12, width: lanes.server - lanes.client + 28, height: 26, rx: 4, class: "gap-band" }));
  group.append(drawn("text", { x: (lanes.client + lanes.server) / 2, y: 5, class: "gap-label" }, shorten(`gap${row.dir ? ` from ${row.dir}` : ""}: ${visible(row.text ?? "")}`, Math.floor((lanes.server - lanes.client) / 7.3))));
}

function httpStep(group, step, lanes) {
  const [row] = step.rows;
  arrow(group, lanes.server, lanes.client, lanes.proxy, "is-bad");
  group.append(drawn("text", { x: (lanes.client + lanes.server) / 2, y: 0, class: "arrow-label is-bad" }, shorten(visible(row.text ?? ""), Math.floor((lanes.server - lanes.client - 24) / 7.3))));
}

function closeStep(group, step, lanes) {
  const [row] = step.rows;
  const x = lanes[row.by] ?? lanes.proxy;
  group.append(drawn("path", { d: `M${x - 6},2 l12,12 m0,-12 l-12,12`, class: "close-mark" }));
  const toRight = x < (lanes.client + lanes.server) / 2 + 1;
  group.append(drawn("text", { x: toRight ? x + 14 : x - 14, y: 12, class: "close-label", "text-anchor": toRight ? "start" : "end" }, shorten(visible(row.text ?? ""), Math.floor((lanes.server - lanes.client) / 7.3))));
}

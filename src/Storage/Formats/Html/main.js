// Puts the page together: what is chosen, what is shown, what keys do.

const PIECE_MILLIS = 12;

class Page {
  constructor() {
    this.capture = new Capture();
    this.views = ["packets", "sequence", "statistics"];
    this.view = "packets";
    this.filtering = 0;
    const choose = (row) => this.choose(row);
    const narrow = (filter) => this.narrow(filter);
    this.table = new PacketTable(this.capture, byName("grid"), choose);
    this.sequence = new SequenceDiagram(this.capture, byName("sequence"), choose, (key) => this.chooseSession(key));
    this.details = new Details(this.capture, byName("details"), { choose, narrow });
    this.head();
    this.choices();
    showStatistics(this.capture, byName("panel-statistics"), narrow);
    this.problems(choose);
    this.wire();
    this.filter();
    byName("unfinished").remove();
    const wanted = /^#packet-(\d+)$/.exec(location.hash);
    if (wanted) this.choose(this.capture.byId(Number(wanted[1])) ?? null);
  }

  head() {
    const { summary, rows, start, end } = this.capture;
    const name = visible(summary.capture);
    byName("title").textContent = name;
    document.title = `${name} · SioProxy`;
    const facts = byName("facts");
    const add = (text, className = "") => facts.append(element("span", `fact ${className}`, text));
    add(rows.length === summary.rowsOfCapture ? countText(rows.length, "row") : `${number.format(rows.length)} of ${countText(summary.rowsOfCapture, "row")}`);
    add(countText(summary.sessions.length, "session"));
    if (rows.length > 0) add(`${isoText(start).slice(0, 19).replace("T", " ")} UTC, ${durationText(end - start)}`);
    if (summary.filter) {
      const fact = element("span", "fact");
      fact.append("filter ");
      fact.append(element("code", "", visible(summary.filter)));
      fact.title = visible(summary.explained);
      facts.append(fact);
    }
    const counted = (test, one, many, className, filter) => {
      const count = rows.filter(test).length;
      if (count > 0) facts.append(button(`fact ${className}`, countText(count, one, many), () => this.narrow(filter)));
    };
    counted(STATES.gap, "gap", "gaps", "is-warn", "is:gap");
    counted(STATES.fault, "fault", "faults", "is-bad", "is:fault");
    counted(STATES.unanswered, "unanswered", "unanswered", "is-warn", "is:unanswered");
    counted(STATES.commented, "mark", "marks", "is-mark", "is:commented");
    const redacted = rows.filter(STATES.redacted).length;
    const rules = summary.redactionRules.length > 0 ? `, and by ${summary.redactionRules.map(visible).join(", ")} for this page` : "";
    add(redacted > 0 || rules ? `secrets replaced in ${countText(redacted, "row")}${rules}` : "nothing redacted", "fact-redacted");
  }

  // The tab is there when there is something in it.
  problems(choose) {
    const { problems } = this.capture.summary;
    if (problems.length === 0) return;
    this.views.push("problems");
    byName("tab-problems").hidden = false;
    byName("tab-problems").textContent = countText(problems.length, "problem");
    showProblems(this.capture, byName("panel-problems"), {
      row: (row) => {
        this.open("packets");
        choose(row);
      },
      session: (key) => {
        this.open("packets");
        this.chooseSession(key);
      },
    });
  }

  choices() {
    const { rows } = this.capture;
    const fill = (name, all, options) => {
      const select = byName(`choose-${name}`);
      select.append(new Option(all, ""));
      for (const [text, value] of options) select.append(new Option(text, value));
    };
    const counted = (member) => {
      const counts = new Map();
      for (const row of rows) if (row[member] !== undefined) counts.set(row[member], (counts.get(row[member]) ?? 0) + 1);
      return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 500);
    };
    fill("session", "all sessions", [...this.capture.sessions.values()].slice(0, 2000).map((session) => [`${shorten(visible(session.sid), 12)} · ${clockText(session.opened).slice(0, 8)} · ${shorten(visible(session.end), 24)}`, String(session.key)]));
    fill("dir", "both directions", [["→ from client", "client"], ["← from server", "server"]]);
    fill("type", "all types", counted("type").map(([type, count]) => [`${visible(type).toLowerCase()} (${number.format(count)})`, type]));
    fill("ns", "all namespaces", counted("ns").map(([ns, count]) => [`${shorten(visible(ns), 30)} (${number.format(count)})`, ns]));
    fill("event", "all events", counted("event").map(([event, count]) => [`${shorten(visible(event), 30)} (${number.format(count)})`, event]));
  }

  wire() {
    byName("filter").addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.filter(), 120);
    });
    byName("filter-form").addEventListener("change", (event) => {
      if (event.target !== byName("filter")) this.filter(); // the text was filtered by while it was typed
    });
    byName("filter-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.filter();
    });
    byName("filter-form").addEventListener("reset", () => setTimeout(() => this.filter()));
    byName("choose-time").addEventListener("change", (event) => {
      this.table.time = event.target.value;
      this.table.draw(true);
    });
    this.views.forEach((view) => {
      const tab = byName(`tab-${view}`);
      tab.addEventListener("click", () => this.open(view));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = this.views[(this.views.indexOf(view) + step + this.views.length) % this.views.length];
        this.open(next);
        byName(`tab-${next}`).focus();
      });
    });
    byName("keys-open").addEventListener("click", () => byName("keys").showModal());
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("beforeprint", () => {
      if (this.view === "packets") this.table.print();
      if (this.view === "sequence") this.sequence.print(true);
    });
    addEventListener("afterprint", () => {
      this.table.draw(true);
      if (this.view === "sequence") this.sequence.print(false);
    });
  }

  key(event) {
    const writes = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape" && event.target === byName("filter")) {
      this.focus();
      return;
    }
    if (writes || event.ctrlKey || event.metaKey || event.altKey || byName("keys").open) return;
    const actions = {
      "/": () => {
        byName("filter").focus();
        byName("filter").select();
      },
      1: () => this.open("packets"),
      2: () => this.open("sequence"),
      3: () => this.open("statistics"),
      4: () => this.views.includes("problems") && this.open("problems"),
      "?": () => byName("keys").showModal(),
      a: () => byName("details").querySelector("[data-follow=ack]")?.click(),
      n: () => this.details.row && this.choose(this.details.sameEvent(1) ?? this.details.row),
      p: () => this.details.row && this.choose(this.details.sameEvent(-1) ?? this.details.row),
      Escape: () => {
        if (byName("details").contains(document.activeElement)) this.focus();
        else this.choose(null);
      },
      Enter: () => {
        if (event.target !== byName("grid") && event.target !== byName("sequence")) return false;
        byName("details").focus();
      },
    };
    if (Object.hasOwn(actions, event.key) && actions[event.key]() !== false) event.preventDefault();
  }

  focus() {
    byName({ packets: "grid", sequence: "sequence", statistics: "panel-statistics", problems: "panel-problems" }[this.view]).focus();
  }

  open(view) {
    this.view = view;
    for (const name of this.views) {
      const tab = byName(`tab-${name}`);
      tab.setAttribute("aria-selected", String(name === view));
      tab.tabIndex = name === view ? 0 : -1;
      byName(`panel-${name}`).hidden = name !== view;
    }
    document.body.dataset.view = view;
    this.select();
    this.focus();
  }

  choose(row) {
    this.row = row ?? null;
    this.details.show(this.row);
    this.select();
    history.replaceState(null, "", row ? `#packet-${row.id}` : location.href.split("#")[0]);
  }

  // In the view that is open only: the others learn of it when they open.
  select() {
    if (this.view === "packets") this.table.select(this.row ?? null);
    if (this.view === "sequence") {
      if (this.sequence.rows !== this.shown) this.sequence.show(this.shown);
      this.sequence.select(this.row ?? null);
    }
  }

  narrow(filter) {
    byName("filter-form").reset();
    byName("filter").value = filter;
    this.filter();
    if (this.view === "statistics" || this.view === "problems") this.open("packets");
  }

  chooseSession(key) {
    byName("choose-session").value = String(key);
    this.filter();
  }

  chosen() {
    const tests = [];
    const value = (name) => byName(`choose-${name}`).value;
    for (const [name, member] of [["dir", "dir"], ["type", "type"], ["ns", "ns"], ["event", "event"]]) {
      const wanted = value(name);
      if (byName(`choose-${name}`).selectedIndex > 0) tests.push((row) => row[member] === wanted);
    }
    const session = value("session");
    if (session) tests.push((row) => row.key === Number(session));
    if (byName("hide-heartbeats").checked) tests.push((row) => !STATES.heartbeat(row));
    return tests;
  }

  // In pieces, so that typing stays fluent over a large page; a later filter ends an earlier one.
  async filter() {
    clearTimeout(this.typing); // Enter is not followed by the same once more
    const turn = ++this.filtering;
    const input = byName("filter");
    delete byName("found").dataset.filter; // what is found is not of this filter until it has ended
    const text = input.value;
    let parsed;
    try {
      parsed = parseFilter(text);
      byName("filter-error").textContent = "";
      input.removeAttribute("aria-invalid");
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      byName("filter-error").textContent = error.message;
      input.setAttribute("aria-invalid", "true");
      byName("found").dataset.filter = text;
      return;
    }
    const tests = this.chosen();
    const { rows } = this.capture;
    const found = [];
    let pause = performance.now() + PIECE_MILLIS;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (tests.every((test) => test(row)) && parsed(row, this.capture)) found.push(row);
      if ((i & 63) === 0 && performance.now() > pause) {
        byName("found").textContent = `${number.format(found.length)} … ${Math.round((100 * i) / rows.length)} %`;
        await new Promise((resolve) => setTimeout(resolve));
        if (turn !== this.filtering) return;
        pause = performance.now() + PIECE_MILLIS;
      }
    }
    this.shown = found;
    this.table.show(found);
    byName("found").textContent = found.length === rows.length ? countText(rows.length, "row") : `${number.format(found.length)} of ${number.format(rows.length)}`;
    byName("found").dataset.filter = text;
    this.select(); // what shows no rows ignores it
  }
}

function byName(id) {
  return document.getElementById(id);
}

new Page();

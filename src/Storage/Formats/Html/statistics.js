// The statistics that `sioview stats` prints, as pictures. They are of the whole page, whatever its filter shows.

function showStatistics(capture, panel, narrow) {
  const { stats } = capture.summary;
  panel.replaceChildren(tiles(capture, stats), rateChart(stats), latencyChart(stats), eventTable(stats, narrow));
}

function tiles(capture, stats) {
  const list = element("dl", "tiles");
  const add = (name, value, more = "") => {
    const tile = element("div", "tile");
    tile.append(element("dt", "", name), element("dd", "", value));
    if (more) tile.append(element("dd", "tile-more", more));
    list.append(tile);
  };
  const [client, server] = stats.directions;
  const seconds = (capture.end - capture.start) / 1e6;
  add("Rows", number.format(stats.count), seconds > 0 ? `${(stats.count / seconds).toFixed(1)} a second` : "");
  add("Bytes", bytesText(stats.bytes));
  add("From clients", number.format(client.count), bytesText(client.bytes));
  add("From servers", number.format(server.count), bytesText(server.bytes));
  add("Acks asked for", number.format(stats.asked), stats.unanswered > 0 ? `${number.format(stats.unanswered)} unanswered` : "all answered");
  if (stats.latency) {
    add("Ack latency p50", durationText(stats.latency.p50), `max ${durationText(stats.latency.max)}`);
    add("p95", durationText(stats.latency.p95));
    add("p99", durationText(stats.latency.p99));
  }
  return list;
}

const CHART = { width: 960, height: 190, left: 52, right: 12, top: 24, bottom: 26 };

function chart(title, label) {
  const section = element("section", "chart");
  section.append(element("h3", "", title));
  const picture = drawn("svg", { viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "img", "aria-label": label });
  section.append(picture);
  return [section, picture];
}

function axis(picture, most) {
  const bottom = CHART.height - CHART.bottom;
  for (const share of most % 2 === 0 || most > 20 ? [0, 0.5, 1] : [0, 1]) {
    const y = bottom - share * (bottom - CHART.top);
    picture.append(drawn("line", { x1: CHART.left, x2: CHART.width - CHART.right, y1: y, y2: y, class: "axis" }));
    picture.append(drawn("text", { x: CHART.left - 8, y: y + 4, class: "axis-label", "text-anchor": "end" }, number.format(Math.round(most * share))));
  }
  return bottom;
}

function rateChart(stats) {
  const { counts } = stats;
  const [section, picture] = chart(`Over time, ${durationText(stats.step)} a column`, `Rows over time: ${counts.length} columns, at most ${Math.max(0, ...counts)}`);
  if (counts.length === 0) return section;
  const [client, server] = stats.directions;
  const most = Math.max(1, ...counts);
  const bottom = axis(picture, most);
  const wide = (CHART.width - CHART.left - CHART.right) / counts.length;
  const high = (count) => (count / most) * (bottom - CHART.top);
  counts.forEach((count, i) => {
    if (count === 0) return;
    const x = CHART.left + i * wide;
    const bar = drawn("g");
    let y = bottom;
    for (const [name, part] of [["client", client.counts[i]], ["server", server.counts[i]], ["other", count - client.counts[i] - server.counts[i]]]) {
      if (part <= 0) continue;
      y -= high(part);
      bar.append(drawn("rect", { x: x + wide * 0.08, y, width: Math.max(1, wide * 0.84), height: Math.max(1, high(part)), class: `bar-${name}` }));
    }
    bar.append(drawn("title", {}, `${clockText(stats.start + i * stats.step)}: ${client.counts[i]} from clients, ${server.counts[i]} from servers`));
    picture.append(bar);
  });
  for (const [share, anchor] of [[0, "start"], [0.5, "middle"], [1, "end"]]) {
    const x = CHART.left + share * (CHART.width - CHART.left - CHART.right);
    picture.append(drawn("text", { x, y: CHART.height - 8, class: "axis-label", "text-anchor": anchor }, clockText(stats.start + Math.round(share * counts.length) * stats.step).slice(0, 12)));
  }
  const legend = element("p", "legend");
  legend.append(element("span", "key key-client"), "from clients ", element("span", "key key-server"), "from servers");
  section.append(legend);
  return section;
}

function latencyChart(stats) {
  if (!stats.latency) {
    const section = element("section", "chart");
    section.append(element("h3", "", "Ack latency"), element("p", "note", "No ack was recorded."));
    return section;
  }
  const { buckets, count } = stats.latency;
  const [section, picture] = chart(`Ack latency of ${countText(count, "ack")}`, `Histogram of ack latency: half within ${durationText(stats.latency.p50)}, 99 of 100 within ${durationText(stats.latency.p99)}`);
  const most = Math.max(...buckets.map((bucket) => bucket.count));
  const bottom = axis(picture, most);
  const wide = Math.min(90, (CHART.width - CHART.left - CHART.right) / buckets.length);
  buckets.forEach((bucket, i) => {
    const x = CHART.left + i * wide;
    const high = (bucket.count / most) * (bottom - CHART.top);
    const slow = bucket.upTo === undefined || bucket.upTo > 1e6;
    if (bucket.count > 0) {
      picture.append(drawn("rect", { x: x + wide * 0.1, y: bottom - Math.max(2, high), width: wide * 0.8, height: Math.max(2, high), class: slow ? "bar-slow" : "bar-latency" }));
      picture.append(drawn("text", { x: x + wide / 2, y: Math.max(12, bottom - high - 5), class: "bar-label", "text-anchor": "middle" }, number.format(bucket.count)));
    }
    picture.append(drawn("text", { x: x + wide / 2, y: CHART.height - 8, class: "axis-label", "text-anchor": "middle" }, bucket.upTo === undefined ? "longer" : `≤ ${durationText(bucket.upTo).replace(/\.0+ /, " ")}`));
  });
  return section;
}

const COLUMNS = [
  { title: "Event", value: (entry) => entry.event ?? entry.type, text: true },
  { title: "Namespace", value: (entry) => entry.ns ?? "", text: true },
  { title: "From", value: (entry) => entry.dir ?? "", text: true },
  { title: "Count", value: (entry) => entry.count, show: number.format },
  { title: "Bytes", value: (entry) => entry.bytes, show: bytesText },
  { title: "Over time", value: (entry) => entry.count },
  { title: "Asked", value: (entry) => entry.asked, show: (asked) => (asked ? number.format(asked) : "") },
  { title: "Unanswered", value: (entry) => entry.unanswered, show: (count) => (count ? number.format(count) : "") },
  { title: "p50", value: (entry) => entry.latency?.p50 ?? -1, show: latencyText },
  { title: "p95", value: (entry) => entry.latency?.p95 ?? -1, show: latencyText },
  { title: "p99", value: (entry) => entry.latency?.p99 ?? -1, show: latencyText },
];

function latencyText(micros) {
  return micros < 0 ? "" : durationText(micros);
}

function eventTable(stats, narrow) {
  const section = element("section", "events");
  section.append(element("h3", "", "By event"));
  const table = element("table");
  const head = element("tr");
  const body = element("tbody");
  let sorted = { column: COLUMNS[3], descending: true };
  const most = Math.max(1, ...stats.events.map((entry) => entry.count));
  const fill = () => {
    const order = sorted.descending ? -1 : 1;
    const { value, text } = sorted.column;
    const entries = [...stats.events].sort((a, b) => order * (text ? String(value(a)).localeCompare(String(value(b))) : value(a) - value(b)));
    body.replaceChildren(...entries.slice(0, 1000).map((entry) => eventLine(entry, stats, most, narrow)));
  };
  for (const column of COLUMNS) {
    const heading = element("th", column.text ? "" : "right");
    heading.scope = "col";
    heading.append(
      button("sort", column.title, () => {
        sorted = { column, descending: sorted.column === column ? !sorted.descending : !column.text };
        for (const other of head.children) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
        fill();
      }),
    );
    head.append(heading);
  }
  const top = element("thead");
  top.append(head);
  table.append(top, body);
  fill();
  const scroller = element("div", "table-scroll");
  scroller.append(table);
  section.append(scroller);
  return section;
}

function eventLine(entry, stats, most, narrow) {
  const line = element("tr");
  for (const column of COLUMNS) {
    const value = column.value(entry);
    const shown = element(column.title === "Event" ? "th" : "td", column.text ? "" : "right");
    if (column.title === "Event") {
      shown.scope = "row";
      const choose = button("link", visible(value), () => narrow(filterOf(entry)));
      if (entry.event === null) choose.classList.add("muted");
      shown.append(choose);
    } else if (column.title === "Over time") shown.append(sparkline(entry.counts ?? [], entry.count / most));
    else if (column.title === "From") shown.append(element("span", `from-${entry.dir}`, entry.dir === "client" ? "→ client" : entry.dir === "server" ? "← server" : ""));
    else shown.append(column.show ? column.show(value) : visible(value));
    if (column.title === "Unanswered" && value > 0) shown.classList.add("unanswered");
    line.append(shown);
  }
  return line;
}

function filterOf(entry) {
  const from = entry.dir ? ` from:${entry.dir}` : "";
  return (entry.event !== null ? `event:${quoted(entry.event)}` : Object.hasOwn(TYPES, entry.type.toLowerCase()) ? `type:${entry.type.toLowerCase()}` : "") + from;
}

function sparkline(counts) {
  const picture = drawn("svg", { width: 120, height: 18, class: "sparkline", "aria-hidden": "true" });
  const most = Math.max(1, ...counts);
  const columns = Math.min(60, counts.length);
  for (let i = 0; i < columns; i++) {
    const part = counts.slice(Math.floor((i * counts.length) / columns), Math.floor(((i + 1) * counts.length) / columns));
    const count = Math.max(0, ...part);
    if (count > 0) picture.append(drawn("rect", { x: (i * 120) / columns, y: 18 - Math.max(1.5, (count / most) * 17), width: Math.max(1, 120 / columns - 0.6), height: Math.max(1.5, (count / most) * 17) }));
  }
  return picture;
}

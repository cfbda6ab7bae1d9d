// JSON as it passed: numbers keep their digits, repeated keys stay. Returns null for what is no JSON, or too deep to show.

const MAX_DEPTH = 200;

function parseJson(text) {
  const scanner = /[ \t\r\n]*(?:([[\]{}:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;
  let token = null;

  function next() {
    const match = scanner.exec(text);
    if (!match) throw new SyntaxError();
    token = match;
    return match;
  }

  function value(depth) {
    if (depth > MAX_DEPTH) throw new SyntaxError();
    if (token[2] !== undefined) return { kind: "string", value: JSON.parse(token[2]) };
    if (token[3] !== undefined) return { kind: "number", value: token[3] };
    if (token[4] !== undefined) return { kind: "literal", value: token[4] };
    if (token[1] === "[") return { kind: "array", items: list("]", depth) };
    if (token[1] === "{") return { kind: "object", items: list("}", depth) };
    throw new SyntaxError();
  }

  function list(close, depth) {
    const items = [];
    if (next()[1] === close) return items;
    for (;;) {
      let key = String(items.length);
      if (close === "}") {
        if (token[2] === undefined) throw new SyntaxError();
        key = JSON.parse(token[2]);
        if (next()[1] !== ":") throw new SyntaxError();
        next();
      }
      items.push({ key, node: value(depth + 1) });
      const mark = next()[1];
      if (mark === close) return items;
      if (mark !== ",") throw new SyntaxError();
      next();
    }
  }

  try {
    next();
    const node = value(0);
    return /^[ \t\r\n]*$/.test(text.slice(scanner.lastIndex)) ? node : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const ITEMS_AT_ONCE = 200;

// A foldable tree. `attachment` makes the link for {"$binary": n}.
function jsonTree(node, name, path, attachment, open = true) {
  const isList = node.kind === "array" || node.kind === "object";
  const binary = binaryIndex(node);
  if (binary !== null && attachment) {
    const leaf = leafLine(name);
    leaf.append(attachment(binary));
    return leaf;
  }
  if (!isList || node.items.length === 0) {
    const leaf = leafLine(name);
    const text = isList ? (node.kind === "array" ? "[]" : "{}") : node.value;
    const shown = element("span", `json-${node.kind}`);
    if (node.kind === "string") shown.append("\"");
    appendVisible(shown, text, true);
    if (node.kind === "string") shown.append("\"");
    leaf.append(shown, copyButton("Copy the value of " + visible(path), text));
    leaf.title = visible(path);
    return leaf;
  }
  const fold = element("details", "json-fold");
  const summary = element("summary");
  if (name !== null) summary.append(keyLabel(name));
  const [before, after] = node.kind === "array" ? "[]" : "{}";
  summary.append(element("span", "json-count", `${before} ${countText(node.items.length, node.kind === "array" ? "item" : "member")} ${after}`));
  summary.title = visible(path);
  fold.append(summary);
  const body = element("div", "json-body");
  fold.append(body);
  let filled = false;
  const fill = () => {
    if (filled || !fold.open) return;
    filled = true;
    appendItems(body, node, path, attachment, 0);
  };
  fold.addEventListener("toggle", fill);
  fold.open = open;
  fill();
  return fold;
}

function appendItems(body, node, path, attachment, from) {
  const to = Math.min(from + ITEMS_AT_ONCE, node.items.length);
  for (let i = from; i < to; i++) {
    const { key, node: item } = node.items[i];
    const step = node.kind === "array" ? `[${i}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    const small = node.items.length <= 50;
    body.append(jsonTree(item, node.kind === "array" ? String(i) : key, path + step, attachment, small));
  }
  if (to < node.items.length) {
    const more = button("quiet", `${number.format(node.items.length - to)} more`, () => {
      more.remove();
      appendItems(body, node, path, attachment, to);
    });
    body.append(more);
  }
}

function binaryIndex(node) {
  return node.kind === "object" && node.items.length === 1 && node.items[0].key === "$binary" && node.items[0].node.kind === "number"
    ? Number(node.items[0].node.value)
    : null;
}

function leafLine(name) {
  const leaf = element("div", "json-leaf");
  if (name !== null) leaf.append(keyLabel(name));
  return leaf;
}

function keyLabel(name) {
  const label = element("span", "json-key");
  appendVisible(label, name);
  label.append(": ");
  return label;
}

function copyButton(label, text) {
  const made = button("copy", "copy", async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = element("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    made.textContent = "copied";
    setTimeout(() => (made.textContent = "copy"), 1200);
  });
  made.setAttribute("aria-label", label);
  return made;
}

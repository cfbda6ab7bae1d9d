"use strict";

// Opens exported pages in a real Chromium and does with them what people do. Usage:
//   node page/browse.js SCENARIO PAGE.html [JSON argument]
// Prints one JSON object: what the scenario found, and always `errors` (console and page), `requests` (all but the page's
// own file) and `dialogs` (an alert would be an escape of captured content).

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

// No sandbox: tests may run as root. The rest keeps Chromium itself off the network.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const rows = (page) => page.locator(".grid-row[data-id]");
const found = (page) => page.locator("#found").textContent();

async function filter(page, text) {
  await page.fill("#filter", text);
  await page.press("#filter", "Enter");
  await page.waitForFunction((wanted) => document.querySelector("#found").dataset.filter === wanted, text);
  return { found: await found(page), error: await page.locator("#filter-error").textContent() };
}

const scenarios = {
  // Everything a person sees first.
  async look(page) {
    const details = page.locator("#details");
    const facts = await page.locator(".fact").allTextContents();
    await page.fill("#filter", "from:server");
    await page.waitForFunction(() => document.querySelector("#found").dataset.filter === "from:server");
    await rows(page).first().click(); // out of the filter, which must not swallow it
    await page.waitForSelector("#details h2");
    await filter(page, "");
    return {
      title: await page.title(),
      facts,
      found: await found(page),
      rows: await rows(page).count(),
      selected: await page.locator(".grid-row[aria-selected=true]").count(),
      details: await details.innerText(),
      unfinished: await page.locator("#unfinished").count(),
    };
  },

  // Filters, each given as text: how many rows are found, or the error.
  async filters(page, texts) {
    const answers = {};
    for (const text of texts) {
      const { found: count, error } = await filter(page, text);
      answers[text] = error || count.split(" of ")[0].replace(/ rows?$/, "").replaceAll(",", "");
    }
    return { answers };
  },

  // By keys alone: from an event to its ack and back, to the next of its kind, and out.
  async keys(page, { event }) {
    const wanted = `event:${event} is:answered`;
    await page.evaluate((text) => {
      window.filterings = 0;
      const found = document.querySelector("#found");
      new MutationObserver(() => found.dataset.filter === text && window.filterings++).observe(found, { attributes: true, childList: true });
    }, wanted);
    await page.keyboard.press("/");
    await page.keyboard.type(wanted);
    await page.keyboard.press("Enter");
    await page.waitForFunction((text) => document.querySelector("#found").dataset.filter === text, wanted);
    const filterings = await page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve(window.filterings), 250))); // behind the timer that typing started
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home");
    const heading = () => page.locator("#details h2").innerText();
    const asked = await heading();
    await page.keyboard.press("a");
    const ack = await heading();
    await page.keyboard.press("a");
    const back = await heading();
    await page.keyboard.press("n");
    const next = await heading();
    await page.keyboard.press("Enter");
    const isInside = await page.evaluate(() => document.querySelector("#details").contains(document.activeElement));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    const isClosed = await page.locator("#details").isHidden();
    await page.keyboard.press("2");
    const steps = await page.locator("#sequence [role=option]").count();
    await page.keyboard.press("Home");
    const chosen = await page.locator("#sequence .is-selected").count();
    await page.keyboard.press("3");
    const statistics = await page.locator("#panel-statistics").innerText();
    return { filterings, asked, ack, back, next, isInside, isClosed, steps, chosen, statistics };
  },

  // What is wrong, by keys and mouse: to a row that shows it, and to a session that has it.
  async problems(page, { session }) {
    const tab = await page.locator("#tab-problems").innerText();
    await page.keyboard.press("4");
    const problems = await page.locator("#panel-problems .problem").allInnerTexts();
    await page.locator("#panel-problems .link", { hasText: /^row / }).first().click();
    const row = await page.locator("#details h2").innerText();
    const selected = await page.locator(".grid-row[aria-selected=true]").count();
    let count = null;
    if (session) {
      await page.keyboard.press("4");
      await page.locator("#panel-problems .link", { hasText: `session ${session}` }).first().click();
      await page.waitForFunction(() => document.querySelector("#found").textContent.includes(" of "));
      count = await found(page);
    }
    return { tab, problems, row, selected, count };
  },

  // Every row in the details, then the sequence and the statistics: whatever was captured must stay text.
  async everything(page) {
    await page.locator("#grid").focus();
    await page.keyboard.press("Home");
    let seen = "";
    for (;;) {
      const heading = await page.locator("#details").innerText();
      const id = await page.locator("#details h2 .id").innerText();
      seen += `${heading}\n`;
      await page.locator("#details summary").evaluateAll((folds) => folds.forEach((fold) => (fold.parentElement.open = true)));
      seen += await page.locator("#details").innerText();
      await page.locator("#grid").focus();
      await page.keyboard.press("ArrowDown");
      if ((await page.locator("#details h2 .id").innerText()) === id) break;
    }
    const printed = [await page.pdf()];
    await page.keyboard.press("2");
    await page.waitForSelector("#sequence svg .step");
    printed.push(await page.pdf());
    await page.keyboard.press("3");
    printed.push(await page.pdf());
    seen += await page.locator("#panel-statistics").innerText();
    await page.keyboard.press("4");
    seen += await page.locator("#panel-problems").innerText();
    const foreign = await page.evaluate(() =>
      [...document.querySelectorAll("img, iframe, object, embed, link, base, audio, video, form[action], a:not([download]), [onerror], [onload], [onclick], [style*=url], svg image, svg use, svg script, foreignObject")].map((node) => node.outerHTML.slice(0, 200)),
    );
    const invisible = /[\u200b\u202a-\u202e\u2066-\u2069\u0007\u001b]/u.test(await page.evaluate(() => document.body.innerText));
    return { pages: printed.map((file) => file.length > 5000), foreign, invisible, isHit: await page.evaluate(() => window.hit === true), seen };
  },

  // Through a large page.
  async scroll(page) {
    const grid = page.locator("#grid");
    const times = [];
    const ids = new Set();
    for (let step = 0; step <= 40; step++) {
      const began = Date.now();
      await grid.evaluate(async (box, share) => {
        box.scrollTop = share * (box.scrollHeight - box.clientHeight);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, step / 40);
      times.push(Date.now() - began);
      const box = await grid.boundingBox();
      const at = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.closest(".grid-row")?.dataset.id, [box.x + 300, box.y + box.height / 2]);
      ids.add(at);
    }
    const elements = await rows(page).count();
    const last = await rows(page).last().getAttribute("data-id");
    const text = await filter(page, "needle");
    await filter(page, "");
    await page.keyboard.press("Escape");
    await page.keyboard.press("2");
    await page.locator("#sequence").focus();
    await page.keyboard.press("End");
    const steps = await page.locator("#sequence .step").count();
    return { places: ids.size, isEmptySomewhere: ids.has(undefined), elements, last, text, steps, times };
  },

  // Pictures, for the documentation and for people who change the page.
  async pictures(page, { folder, prefix, filter: wanted, row }) {
    const files = [];
    const picture = async (name) => {
      const file = path.join(folder, `${prefix}-${name}.png`);
      await page.screenshot({ path: file });
      files.push(file);
    };
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.keyboard.press("Escape");
      await page.locator("#tab-packets").click();
      if (wanted !== undefined) await filter(page, wanted);
      await page.locator(row ? `.grid-row[data-id="${row}"]` : ".grid-row[data-id] >> nth=4").click();
      await picture(`packets-${scheme}`);
      await page.locator("#tab-sequence").click();
      await picture(`sequence-${scheme}`);
      await page.keyboard.press("Escape");
      await picture(`sequence-wide-${scheme}`);
      await page.locator("#tab-statistics").click();
      await picture(`statistics-${scheme}`);
    }
    return { files };
  },
};

async function main([scenario, file, argument]) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "sioproxy-page-"));
  const executablePath = process.env.SIOPROXY_CHROMIUM ?? "/usr/bin/chromium";
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, headless: true, viewport: { width: 1440, height: 900 }, timeout: 60000 });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(60000);
    const own = pathToFileURL(file).href;
    const errors = [];
    const requests = [];
    const dialogs = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    context.on("request", (request) => request.url().split("#")[0] !== own && !request.url().startsWith("blob:") && requests.push(request.url()));
    await page.goto(own);
    await page.waitForFunction(() => document.querySelector("#found")?.dataset.filter === "", null, { timeout: 120000 });
    const result = await scenarios[scenario](page, argument === undefined ? undefined : JSON.parse(argument));
    process.stdout.write(JSON.stringify({ ...result, errors, requests, dialogs }) + "\n");
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});

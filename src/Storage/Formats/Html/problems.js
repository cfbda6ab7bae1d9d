// What is wrong, as `sioview sessions --problems` says it: what was seen, what to do, and the rows and sessions that show it.

const SHOWN_CASES = 20;

function showProblems(capture, panel, go) {
  panel.replaceChildren(...capture.summary.problems.map((problem) => problemSection(capture, problem, go)));
}

function problemSection(capture, problem, go) {
  const section = element("section", "problem");
  const times = problem.count > 1 ? `${number.format(problem.count)} × ` : "";
  const heading = element("h3", problem.confidence === "possible" ? "is-warn" : "is-bad");
  heading.append(element("span", "problem-sure", `${times}${problem.confidence}: `));
  appendVisible(heading, problem.finding);
  section.append(heading, appendVisible(element("p"), problem.advice));
  const list = element("ul", "problem-cases");
  const shown = problem.cases.slice(0, SHOWN_CASES);
  list.append(...shown.map((each) => problemCase(capture, each, go)));
  if (problem.count > shown.length) list.append(element("li", "problem-more", `${number.format(problem.count - shown.length)} more`));
  section.append(list);
  return section;
}

function problemCase(capture, each, go) {
  const item = element("li");
  const row = each.row === undefined ? undefined : capture.byId(each.row);
  if (row) item.append(button("link", `row ${each.row}`, () => go.row(row)), " ");
  else if (each.row !== undefined) item.append(`row ${each.row}, which is not on this page `);
  const session = [...capture.sessions.values()].find((known) => known.sid === each.session);
  if (session) item.append(button("link", `session ${visible(each.session)}`, () => go.session(session.key)), " ");
  else if (each.session !== null) item.append(`session ${visible(each.session)} `);
  if (each.client !== null && !session) item.append(`client ${visible(each.client)} `);
  if (each.finding !== null) appendVisible(item, each.finding);
  return item;
}

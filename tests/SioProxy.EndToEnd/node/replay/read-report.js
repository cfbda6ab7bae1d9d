// node read-report.js FILE.xml: what two parsers that CI tools use make of a JUnit report, as JSON.
"use strict";
const fs = require("fs");
const junit2json = require("junit2json");
const { parse } = require("test-results-parser");
const file = process.argv[2];

(async () => {
  const whole = await junit2json.parse(fs.readFileSync(file, "utf8"));
  const cases = (whole.testsuite || []).flatMap((suite) => suite.testcase || []);
  const totals = parse({ type: "junit", files: [file] });
  const names = totals.suites.flatMap((suite) => suite.cases.map((one) => one.name));
  const failures = totals.suites.flatMap((suite) => suite.cases.map((one) => one.failure)).filter(Boolean);
  console.log(JSON.stringify({
    junit2json: {
      tests: whole.tests,
      failures: whole.failures,
      errors: whole.errors,
      names: cases.map((one) => one.name),
      failed: cases.filter((one) => one.failure || one.error).map((one) => (one.failure || one.error)[0].message),
    },
    testResultsParser: { total: totals.total, failed: totals.failed, errors: totals.errors, status: totals.status, names, failures },
  }));
})();

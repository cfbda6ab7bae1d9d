// node sample.js MAKE.js URL OPTIONS: the clients of a sample (recordings/samples/make), at another server.
"use strict";
const [, , make, url, options] = process.argv;
process.env.NODE_PATH = require("path").join(__dirname, "..", "node_modules");
require("module")._initPaths(); // the sample's script lies elsewhere
setTimeout(() => process.exit(3), 120000).unref();
require(make)
  .clients(url, JSON.parse(options))
  .then(() => console.log("done") || process.exit(0))
  .catch((error) => console.log(String(error.stack)) || process.exit(1));

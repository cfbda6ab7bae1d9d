// node sample-server.js FOLDER NAME VERSION: the server of a sample's application (recordings/samples/make); prints its port.
"use strict";
const [, , folder, name, version] = process.argv;
const path = require("path");
process.env.NODE_PATH = path.join(__dirname, "..", "node_modules"); // the application lies elsewhere, its packages here
require("module").Module._initPaths();
const server = require(path.join(folder, name)).server({ version: Number(version) });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit(0)); // ends with the test that started it

#!/usr/bin/env bash
# Makes the README's pictures of the exported page: a sample, exported and looked at in Chromium. Needs what the end-to-end
# tests need (they install the npm packages beside themselves); the programs must be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
page=$(mktemp -d)
trap 'rm -rf "$page"' EXIT
node_folder=tests/SioProxy.EndToEnd/node
[ -d "$node_folder/node_modules" ] || (cd "$node_folder" && npm ci --ignore-scripts --no-audit --no-fund)
dotnet run --no-build --project src/Viewer -- export recordings/samples/v4-chat.db --format html --output "$page/page.html"
(cd "$node_folder" && node page/browse.js pictures "$page/page.html" "{\"folder\":\"$page\",\"prefix\":\"page\",\"row\":17}")
mkdir -p docs/images
cp "$page/page-sequence-light.png" docs/images/page-sequence.png
cp "$page/page-packets-dark.png" docs/images/page-packets-dark.png

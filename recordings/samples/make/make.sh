#!/usr/bin/env bash
# make.sh [SAMPLE...]: makes the samples anew, or those that are named: needs the .NET SDK 10 and Node.js 20. Ids and times differ from run to run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
packages=$root/tests/SioProxy.EndToEnd/node
[ -d "$packages/node_modules" ] || npm ci --prefix "$packages" --ignore-scripts
dotnet build "$root/src/Proxy" --verbosity quiet
proxy=$(dotnet msbuild "$root/src/Proxy" -getProperty:TargetPath)
NODE_PATH=$packages/node_modules node "$here/make.js" "$proxy" "$here/.." "$@"

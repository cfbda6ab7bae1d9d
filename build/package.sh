#!/usr/bin/env bash
# Makes the dotnet tools and the self-contained programs: build/package.sh [RUNTIME…] (default: all three), into artifacts/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runtimes=("$@")
((${#runtimes[@]})) || runtimes=(linux-x64 win-x64 osx-arm64)

for project in src/Proxy src/Viewer; do
    dotnet pack "$project" --configuration Release --output artifacts/tools
    for runtime in "${runtimes[@]}"; do
        dotnet publish "$project" --configuration Release --runtime "$runtime" --self-contained \
            -p:PublishSingleFile=true -p:PublishReadyToRun=true --output "artifacts/$runtime"
    done
done
printf '%s\n' "Made:" artifacts/tools/*.nupkg artifacts/*/sioproxy* artifacts/*/sioview*

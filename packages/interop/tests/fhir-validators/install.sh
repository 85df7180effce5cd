#!/usr/bin/env bash
# Installs others' FHIR validators where the tests look for them. They are no part of the workspace, so that no start pays for their 120 MB.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
home="$here/../../../../.cache/fhir-validators"
mkdir -p "$home"
cp "$here/package.json" "$here/package-lock.json" "$home"
npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund

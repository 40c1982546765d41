#!/usr/bin/env bash
# Packs the package, installs the tarball in an empty folder, and runs the demo and the exports there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tarball=$(npm pack --silent --pack-destination "$folder" | tail -n 1)
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund "./$tarball"
npx --no-install gsm-fallback demo --exit --port 5598
node -e '
  const { startDaemon, loadConfig } = require("gsm-fallback");
  const { encodeSubmit } = require("gsm-fallback/sms");
  const { VirtualModem } = require("gsm-fallback/testing");
  if (![startDaemon, loadConfig, encodeSubmit, VirtualModem].every((it) => typeof it === "function")) process.exit(1);
  console.log("exports: gsm-fallback, gsm-fallback/sms, gsm-fallback/testing");
'

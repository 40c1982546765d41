#!/usr/bin/env bash
# Packs the package, installs the tarball in an empty folder, and runs the demo and the exports there.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
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

cat >send.mjs <<'END'
import { createFallback } from 'gsm-fallback';
const fallback = await createFallback({ config: { data: './library.db', modems: [{ name: 'm', port: './none' }] } });
const { id } = await fallback.send({ to: '447700900001', message: 'Zone 3: door open' });
await fallback.close();
console.log(`as a library, ESM: message ${id} is on disk`);
END
node send.mjs
node -e '
  const { createFallback } = require("gsm-fallback");
  createFallback({ config: { data: "./library.db", modems: [{ name: "m", port: "./none" }] } }).then(async (fallback) => {
    const { route } = fallback.show(1);
    await fallback.close();
    console.log(`as a library, CommonJS: message 1 is ${route.state}`);
  });
'
# The example of the README, checked against the types of the package.
sed -n '/^```ts$/,/^```$/p' "$repository/README.md" | sed '/^```/d' >alarm-panel.ts
npm install --no-audit --no-fund --no-save "$repository/node_modules/typescript" "$repository/node_modules/@types/node"
npx --no-install tsc --noEmit --strict --module node16 --target es2023 --types node alarm-panel.ts
echo 'the example of the README compiles against the types of the package'

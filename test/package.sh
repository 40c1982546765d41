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
cat >virtual.ts <<'END'
import { createFallback, startDaemon } from 'gsm-fallback';
import { encodeSubmit } from 'gsm-fallback/sms';
import { createVirtualBinding, VirtualModem, VirtualNetwork } from 'gsm-fallback/testing';
const modem = new VirtualModem({ network: new VirtualNetwork() });
void createFallback({ config: {}, binding: createVirtualBinding({ '/dev/virtual': modem }) });
void [startDaemon, encodeSubmit];
END
# Without skipLibCheck: every type that ours lead to must be found, whichever way packages are looked up.
for module in node16 'es2022 --moduleResolution bundler' 'commonjs --moduleResolution bundler'; do
  # shellcheck disable=SC2086
  npx --no-install tsc --noEmit --strict --module $module --target es2023 --types node alarm-panel.ts virtual.ts
done
echo 'the example of the README and the virtual modem compile against the types of the package'

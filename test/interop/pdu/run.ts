import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePdu, PduError, type Direction } from '../../../src/sms';
import { Random } from '../../support/random';
import { randomTpdu } from '../../support/random-pdu';
import { fieldsOf, tsharkIsInstalled, zoneSigns } from '../tshark';
import { agrees, ASKED, factsOfFields, factsOfTpdu, type Facts } from './facts';

/**
 * Random TPDUs of all six types read by the codec and by Wireshark, field by field. Run with
 * `npm run test:tshark [-- COUNT [SEED]]`.
 */
const COUNT = Number(process.argv[2] ?? 10_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
/** TPDUs of one run of tshark. */
const CHUNK = 10_000;
const SHOWN = 20;

interface Difference {
  tpdu: string;
  direction: Direction;
  text: string;
}

function differences(tpdu: string, direction: Direction, found: Facts): Difference[] {
  let said: Facts;
  try {
    said = factsOfTpdu(decodePdu(tpdu, { direction, tpdu: true }));
  } catch (error) {
    if (!(error instanceof PduError)) throw error;
    return [{ tpdu, direction, text: `refused: ${error.message}` }];
  }
  return Object.keys(found)
    .filter((name) => !agrees(name, said, found))
    .map((name) => ({
      tpdu,
      direction,
      text: `${name}: we read ${JSON.stringify(said[name])}, Wireshark ${JSON.stringify(found[name])}`,
    }));
}

async function compare(
  tpdus: readonly string[],
  direction: Direction,
  folder: string,
): Promise<Difference[]> {
  const file = join(folder, `${direction}.pcap`);
  const fields = await fieldsOf(tpdus, ASKED, file, direction);
  const signs = await zoneSigns(file);
  if (fields.length !== tpdus.length || signs.length !== tpdus.length) {
    throw new Error(`${tpdus.length} TPDUs given, ${fields.length} dissected`);
  }
  return tpdus.flatMap((tpdu, i) =>
    differences(tpdu, direction, factsOfFields(fields[i]!, signs[i]!, direction)),
  );
}

async function main(): Promise<void> {
  if (!tsharkIsInstalled) {
    process.stdout.write('skipped: tshark is not installed (Debian: apt-get install tshark)\n');
    return;
  }
  const random = new Random(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-tshark-'));
  const found: Difference[] = [];
  try {
    for (let done = 0; done < COUNT; done += CHUNK) {
      const made = Array.from({ length: Math.min(CHUNK, COUNT - done) }, () => randomTpdu(random));
      for (const direction of ['mo', 'mt'] as const) {
        const tpdus = made.filter((each) => each.direction === direction).map(({ tpdu }) => tpdu);
        found.push(...(await compare(tpdus, direction, folder)));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const { tpdu, direction, text } of found.slice(0, SHOWN)) {
    process.stdout.write(`${direction} ${tpdu}\n  ${text}\n`);
  }
  process.stdout.write(`${COUNT} random TPDUs (seed ${SEED}): ${found.length} differences from Wireshark\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

void main();

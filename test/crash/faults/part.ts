import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CrashOptions, PartResult } from '../part';
import { seededRandom } from '../random';
import { faultOf, textOf, tryCell, type Cell } from './cell';
import { GATEWAY_FAULTS } from './gateway-faults';
import { MODEM_FAULTS } from './modem-faults';

/** Daemons at once; most of their time is waiting. */
const AT_ONCE = 16;
const README = join(__dirname, '../README.md');
const TABLES = /(<!-- prettier-ignore-start -->)[^]*?(<!-- prettier-ignore-end -->)/;

const POLICIES = ['hold', 'resend'] as const;

/** Every fault of the gateway with every fault of the modem, by each policy. With `--write` the README gets the tables. */
export async function faultsPart({ seed, pairs, write }: CrashOptions, folder: string): Promise<PartResult> {
  const random = seededRandom(seed);
  const all = POLICIES.flatMap((onDoubt) =>
    Object.keys(GATEWAY_FAULTS).flatMap((gateway) =>
      Object.keys(MODEM_FAULTS).map((modem) => ({ onDoubt, gateway, modem })),
    ),
  );
  const trials = all
    .map((trial) => ({ trial, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, pairs)
    .map(({ trial }) => trial);
  const cells = new Map<string, Cell>();
  const broken: string[] = [];
  const waiting = trials.entries();
  const work = async (): Promise<void> => {
    for (const [number, trial] of waiting) {
      const own = join(folder, String(number));
      mkdirSync(own);
      const { onDoubt } = trial;
      const [gateway, modem] = [GATEWAY_FAULTS[trial.gateway]!, MODEM_FAULTS[trial.modem]];
      const cell = await tryCell({ folder: own, gateway, modem, onDoubt });
      cells.set(keyOf(trial), cell);
      const fault = faultOf(cell, onDoubt);
      if (fault !== undefined) broken.push(`${keyOf(trial)}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (write && cells.size === all.length) writeTables(cells);
  const count = (text: RegExp) => [...cells.values()].filter((cell) => text.test(textOf(cell))).length;
  return {
    figures: [
      ['pairs of faults, by both policies', trials.length],
      ['taken by the gateway or the modem', count(/^(gateway|modem)$/)],
      ['taken twice, resend: all of them say so', count(/twice/)],
      ['in doubt: shown', count(/^in doubt/)],
      ['failed or expired: nobody took it', count(/^(failed|expired)$/)],
    ],
    broken,
  };
}

interface Trial {
  onDoubt: string;
  gateway: string;
  modem: string;
}

const keyOf = ({ onDoubt, gateway, modem }: Trial): string =>
  `${onDoubt}: gateway ${gateway}; modem ${modem}`;

function writeTables(cells: ReadonlyMap<string, Cell>): void {
  const tables = POLICIES.map((onDoubt) => {
    const modems = Object.keys(MODEM_FAULTS);
    const row = (fields: readonly string[]) => `| ${fields.join(' | ')} |`;
    const rows = Object.keys(GATEWAY_FAULTS).map((gateway) =>
      row([gateway, ...modems.map((modem) => textOf(cells.get(keyOf({ onDoubt, gateway, modem }))!))]),
    );
    const head = row([`gateway, down; modem, across`, ...modems]);
    return [`### onDoubt: ${onDoubt}`, '', head, row(['---', ...modems.map(() => '---')]), ...rows].join(
      '\n',
    );
  });
  const text = readFileSync(README, 'utf8');
  writeFileSync(README, text.replace(TABLES, `$1\n\n${tables.join('\n\n')}\n\n$2`));
}

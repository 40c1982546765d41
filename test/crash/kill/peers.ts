import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, eventually } from '../../support/daemon-process';
import type { GatewayOrder } from './gateway-process';
import type { Truth } from './verdict';

/** The gateway and the modem, each a process that is never killed and keeps the truth. */
export interface Peers {
  gatewayUrl: string;
  modemPort: string;
  /** No faults from now on. */
  behaveWell(): void;
  truth(): Promise<Truth>;
  end(): Promise<void>;
}

/** Each strikes at every so many segments. The answer is overdue after the 2 s that the daemon is told to wait. */
const MODEM_FAULTS = [
  { every: 61, do: 'lose', at: 'answer' },
  { every: 67, do: 'lose', at: 'submit' },
  { every: 71, do: 'refuse', error: 'CMS 500' },
  { every: 73, do: 'refuse', error: 'CMS 42' },
  { every: 79, do: 'lose', at: 'command' },
  { every: 83, do: 'delay', ms: 2_500 },
  { every: 89, do: 'reboot' },
  { every: 97, do: 'indicate', lines: ['RING', '+CMS ERROR'] },
];

export async function startPeers(folder: string, seed: number): Promise<Peers> {
  const modemPort = join(folder, 'modem');
  const log = join(folder, 'network.jsonl');
  const scenario = join(folder, 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ faults: MODEM_FAULTS, modem: { bootTime: 200 } }));
  const modem = spawn(
    process.execPath,
    [CLI, 'virtual-modem', '--link', modemPort, '--log', log, '--network-ms', '20', '--scenario', scenario],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const gateway = fork(join(__dirname, 'gateway-process.ts'), [String(seed)], {
    execArgv: ['--require', 'ts-node/register'],
  });
  const order = async (what: GatewayOrder): Promise<unknown> => {
    const answer = once(gateway, 'message');
    gateway.send(what);
    return (await answer)[0];
  };
  const [gatewayUrl] = (await once(gateway, 'message')) as [string];
  await eventually('the virtual modem', () => (existsSync(modemPort) ? true : undefined));
  return {
    gatewayUrl,
    modemPort,
    behaveWell: () => void gateway.send('behave well' satisfies GatewayOrder),
    truth: async () => ({
      gateway: (await order('truth')) as string[],
      modem: readFileSync(log, 'utf8').split('\n').filter(Boolean).map(segmentOf),
    }),
    end: async () => void (await Promise.all([end(modem), end(gateway)])),
  };
}

function segmentOf(line: string) {
  const { to, concat } = JSON.parse(line) as { to: string; concat?: { sequence: number } };
  return { to: to.replace('+', ''), sequence: concat?.sequence ?? 1 };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

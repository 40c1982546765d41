import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createVirtualBinding, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { parseConfig } from '../config/load';
import { startSimulatedGateway } from '../gateway/simulated-gateway';
import { startDaemon, type Daemon } from '../main';
import type { Logger } from '../ports';
import type { MessageState, MessageView } from '../submission/view';
import { integerBetween } from './options';
import { stopSignal } from './serve';

const PORT = '/dev/virtual-modem';
const NUMBER = '447700900001';
/** Longest that one message of the demo may take, in milliseconds. */
const PATIENCE = 30_000;
const ENDS: readonly MessageState[] = ['submitted', 'delivered', 'failed', 'expired', 'inDoubt', 'cancelled'];

const SHORT = 'Zone 3: door open';
const LONG =
  'Zone 3: door open at 02:14. Zone 4: movement at 02:15. Zone 5: glass break at 02:16. Zone 6: movement at 02:16. ' +
  'Keyholder called at 02:17, no answer. Siren on. Please call the control room: +44 7700 900123.';

/** `demo`: the daemon between a simulated gateway and the virtual modem. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('see it work, with no gateway account and no modem')
    .option('--port <n>', 'port to listen on', integerBetween(1, 65_535), 5567)
    .option('--exit', 'end after the three messages instead of staying up')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback demo')
    .action(demo);
}

async function demo({ port, exit }: { port: number; exit?: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-demo-'));
  const gateway = await startSimulatedGateway({ username: 'demo', password: 'demo' });
  const network = new VirtualNetwork({ networkDelay: 300, reportDelay: 400 });
  const modem = new VirtualModem({ network });
  modem.on('command', (line) => {
    if (line.startsWith('AT+CMGS')) say('       modem   ', dim(line));
  });
  network.on('accepted', ({ to, text, concat, mr }) =>
    say(
      '       network ',
      `took ${concat ? `part ${concat.sequence} of ${concat.total}` : 'it'} for ${to}, TP-MR ${mr}: ${dim(JSON.stringify(text))}`,
    ),
  );
  const options = { folder, port, gatewayUrl: gateway.url };
  try {
    const daemon = await start(options, createVirtualBinding({ [PORT]: modem })).catch((error: Error) => {
      if (!/already/.test(error.message)) throw error;
      throw new Error(`${error.message} Choose another port with: gsm-fallback demo --port 5568`);
    });
    try {
      await play(daemon, gateway);
      if (exit) return;
      say('\nIt stays up, the gateway still unplugged. Send one yourself, and watch it come by here:\n');
      say(
        `  curl ${daemon.url}/eapi/submission/send_sms/2/2.0 \\\n    -d username=demo -d password=demo -d msisdn=${NUMBER} -d message=Hello\n`,
      );
      say(`Status page: ${daemon.url}/   Ctrl-C ends it.`);
      await stopSignal();
    } finally {
      await daemon.stop();
    }
  } finally {
    await gateway.close();
    modem.powerOff();
    rmSync(folder, { recursive: true, force: true });
  }
}

function start(
  { folder, port, gatewayUrl }: { folder: string; port: number; gatewayUrl: string },
  binding: ReturnType<typeof createVirtualBinding>,
) {
  const config = parseConfig(
    `
listen: 127.0.0.1:${port}
data: ./demo.db
accounts:
  - { username: demo, password: demo, policy: alarm }
gateways:
  - { name: simulated-gateway, url: "${gatewayUrl}", username: demo, password: demo }
modems:
  - { name: virtual-modem, port: ${PORT} }
policies:
  alarm: { fallbackAfter: 1s, giveUpAfter: 1h, onDoubt: resend, priority: high }
`,
    join(folder, 'demo.yaml'),
  );
  return startDaemon({ config, logger: silent, binding });
}

async function play(
  { url, queue }: Daemon,
  gateway: { unplug(): Promise<void>; url: string },
): Promise<void> {
  say(bold('gsm-fallback demo'), 'three messages, one after the other\n');
  say(`EAPI at      ${url}/eapi/submission/send_sms/2/2.0`);
  say(`gateway      simulated, at ${gateway.url}`);
  say(`modem        virtual, at ${PORT}`);
  await modemIsReady(url);

  const ids = [await one(url, queue, '1  The gateway answers: it takes the message.', SHORT)];
  say(bold('\n-- the gateway is unplugged --'));
  await gateway.unplug();
  ids.push(await one(url, queue, '2  No gateway: the modem takes over.', SHORT));
  ids.push(await one(url, queue, '3  A long one, in two segments that the phone joins again.', LONG));

  say(bold('\nResult'));
  for (const id of ids) {
    const { to, numberOfParts, route } = queue.show(id)!;
    const parts = `${numberOfParts} segment${numberOfParts > 1 ? 's' : ' '}`;
    say(`  message ${id} to ${to}, ${parts}: ${bold(route.state)} by the ${route.via}`);
  }
}

async function modemIsReady(url: string): Promise<void> {
  await until('the virtual modem to register', async () => {
    const page = await (await fetch(url)).text();
    return page.includes('not ready') ? undefined : true;
  });
}

/** Posts one message as any EAPI client would, and tells its way as it happens. */
async function one(url: string, queue: Daemon['queue'], title: string, message: string): Promise<number> {
  say(bold(`\n${title}`));
  const form = { username: 'demo', password: 'demo', msisdn: NUMBER, message, allow_concat_text_sms: '1' };
  const response = await fetch(`${url}/eapi/submission/send_sms/2/2.0`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const answer = await response.text();
  say('POST   send_sms', `answered ${answer}`);
  const id = Number(answer.split('|')[2]);
  const told = new Set<string>();
  await until(`message ${id} to end`, async () => {
    const view = queue.show(id)!;
    for (const line of wayOf(view)) {
      if (!told.has(line)) say(line);
      told.add(line);
    }
    return hasEnded(view) || undefined;
  });
  return id;
}

/** A submission by modem is told on until its status report is there. */
const hasEnded = ({ route }: MessageView): boolean =>
  ENDS.includes(route.state) && !(route.state === 'submitted' && route.via === 'modem');

function wayOf({ route }: MessageView): string[] {
  const attempts = route.attempts
    .filter(({ outcome }) => outcome !== null)
    .map(
      ({ startedAt, via, outcome, detail }) =>
        `${startedAt.slice(17, 23)} ${via.padEnd(8)}${outcome}${detail ? `: ${detail}` : ''}`,
    );
  const state = ENDS.includes(route.state)
    ? [`       message  ${bold(route.state)}${route.via ? ` by the ${route.via}` : ''}`]
    : [];
  return [...attempts, ...state];
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the demo waited ${PATIENCE / 1_000} s for ${what}, in vain`);
}

const styled = (code: number) => (text: string) =>
  process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
const bold = styled(1);
const dim = styled(2);

const say = (...words: string[]) => void process.stdout.write(`${words.join(' ')}\n`);

const ignore = () => undefined;
const silent: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

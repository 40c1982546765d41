import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createVirtualBinding, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { parseConfig } from '../config/load';
import { startSimulatedGateway, type SimulatedGateway } from '../gateway/simulated-gateway';
import { startDaemon, type Daemon } from '../main';
import type { Logger } from '../ports';
import { ENDED } from '../submission/view';
import { bold, DemoScreen } from './demo-screen';
import { integerBetween } from './options';
import { stopSignal } from './serve';

const MODEM_PORT = '/dev/virtual-modem';
const NUMBER = '447700900001';
const USUAL_PORT = 5567;
/** Longest that anything in the demo may take, in milliseconds. */
const PATIENCE = 30_000;
/** How often the screen looks for news, in milliseconds. */
const LOOK_EVERY = 50;

const SHORT = 'Zone 3: door open';
const LONG =
  'Zone 3: door open at 02:14. Zone 4: movement at 02:15. Zone 5: glass break at 02:16. Zone 6: movement at 02:16. ' +
  'Keyholder called at 02:17, no answer. Siren on. Please call the control room: +44 7700 900123.';

interface DemoOptions {
  port?: number;
  exit?: boolean;
}

/** `demo`: the daemon between a simulated gateway and the virtual modem. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('see it work, with no gateway account and no modem')
    .option(
      '--port <n>',
      `port to listen on; without it ${USUAL_PORT}, or a free one`,
      integerBetween(1, 65_535),
    )
    .option('--exit', 'end after the three messages instead of staying up')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback demo')
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const screen = new DemoScreen(say);
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-demo-'));
  const gateway = await startSimulatedGateway({ username: 'demo', password: 'demo' });
  const network = new VirtualNetwork({ networkDelay: 300, reportDelay: 400 });
  const modem = new VirtualModem({ network });
  modem.on('command', (line) => screen.modemCommand(line));
  network.on('accepted', (message) => screen.networkTook(message));
  const clear = async () => {
    await gateway.close();
    modem.powerOff();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const daemon = await startOnSomePort(folder, gateway, modem, options.port);
    screen.watch(daemon.queue);
    const looking = setInterval(() => screen.look(), LOOK_EVERY);
    try {
      await play(daemon, gateway);
      if (!options.exit) await stayUp(daemon);
    } finally {
      clearInterval(looking);
      await daemon.stop();
    }
  } finally {
    await clear();
  }
}

async function startOnSomePort(
  folder: string,
  gateway: SimulatedGateway,
  modem: VirtualModem,
  port?: number,
): Promise<Daemon> {
  const start = (listen: number) =>
    startDaemon({ config: config(folder, gateway.url, listen), logger: silent, binding });
  const binding = createVirtualBinding({ [MODEM_PORT]: modem });
  if (port !== undefined) return start(port);
  return start(USUAL_PORT).catch((error: Error & { cause?: { code?: string } }) => {
    if (error.cause?.code !== 'EADDRINUSE') throw error;
    return start(0);
  });
}

const config = (folder: string, gatewayUrl: string, port: number) =>
  parseConfig(
    `
listen: 127.0.0.1:${port}
data: ./demo.db
accounts:
  - { username: demo, password: demo, policy: alarm }
gateways:
  - { name: simulated-gateway, url: "${gatewayUrl}", username: demo, password: demo }
modems:
  - { name: virtual-modem, port: ${MODEM_PORT} }
policies:
  alarm: { fallbackAfter: 1s, giveUpAfter: 1h, onDoubt: resend, priority: high }
`,
    join(folder, 'demo.yaml'),
  );

async function play(daemon: Daemon, gateway: SimulatedGateway): Promise<void> {
  say(`${bold('gsm-fallback demo')}: three messages, one after the other\n`);
  say(`  EAPI     ${daemon.url}/eapi/submission/send_sms/2/2.0`);
  say(`  gateway  simulated, at ${gateway.url}`);
  say(`  modem    virtual, at ${MODEM_PORT}`);
  await until('the virtual modem to register', async () => {
    const page = await (await fetch(daemon.url)).text();
    return !page.includes('not ready');
  });

  const ids = [await one(daemon, '1  The gateway answers: it takes the message', SHORT)];
  say(bold('\n-- the gateway is unplugged --'));
  await gateway.unplug();
  ids.push(
    await one(
      daemon,
      '2  No gateway: tried again for a second (fallbackAfter: 1s), then the modem takes over',
      SHORT,
    ),
  );
  ids.push(await one(daemon, '3  A long one, in two segments that the phone joins again', LONG));

  say(bold('\nResult'));
  for (const id of ids) {
    const { to, numberOfParts, route } = daemon.queue.show(id)!;
    const segments = `${numberOfParts} segment${numberOfParts > 1 ? 's' : ''}`;
    say(`  message ${id} to ${to}, ${segments}: ${bold(route.state)} by the ${route.via}`);
  }
}

/** Posts one message as any EAPI client would, and waits until nothing more is to be expected of it. */
async function one({ url, queue }: Daemon, title: string, message: string): Promise<number> {
  say(bold(`\n${title}`));
  const form = { username: 'demo', password: 'demo', msisdn: NUMBER, message, allow_concat_text_sms: '1' };
  const response = await fetch(`${url}/eapi/submission/send_sms/2/2.0`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const [, , batchId] = (await response.text()).split('|');
  const id = Number(batchId);
  await until(`message ${id} to end`, () => {
    const { state, via } = queue.show(id)!.route;
    return ENDED.includes(state) && !(state === 'submitted' && via === 'modem');
  });
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY * 2));
  return id;
}

async function stayUp({ url }: Daemon): Promise<void> {
  say(
    '\nIt stays up, the gateway still unplugged. Send one yourself from another terminal, and watch it come by here:\n',
  );
  say(`  curl ${url}/eapi/submission/send_sms/2/2.0 \\`);
  say(`    -d username=demo -d password=demo -d msisdn=${NUMBER} -d message=Hello\n`);
  say(`Status page: ${url}/   Ctrl-C ends it.\n`);
  await stopSignal();
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the demo waited ${PATIENCE / 1_000} s for ${what}, in vain`);
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

const ignore = () => undefined;
const silent: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createVirtualBinding, VirtualModem, VirtualNetwork } from '../hardware/virtual-modem';
import { parseConfig } from '../src/config/load';
import { createEngine } from '../src/engine';
import { silentLogger } from './support/silent-logger';
import { SimulatedClock } from './support/simulated-clock';
import { aSubmission } from './support/submissions';
import { temporaryFolder } from './support/temporary-outbox';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;

/** Lives of the engine on one outbox and one modem. The network's clock is right, whatever is made of the machine's. */
function machine() {
  const clock = new SimulatedClock();
  const began = clock.now();
  const folder = temporaryFolder();
  const network = new VirtualNetwork({ clock: { ...clock, now: () => began + clock.monotonic() } });
  const modem = new VirtualModem({ network });
  const binding = createVirtualBinding({ '/dev/virtual': modem });
  const config = parseConfig(
    `
data: ./outbox.db
accounts: [{ username: panel, password: secret }]
modems: [{ name: stick, port: /dev/virtual }]
policies: { default: { giveUpAfter: 1h } }`,
    join(folder, 'c.yaml'),
  );
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (_: object, sentence: string) => void warnings.push(sentence) };
  const start = async () => {
    const engine = await createEngine({ config, logger, clock, binding });
    let running = true;
    const stop = async () => {
      if (!running) return;
      running = false;
      await Promise.all([engine.halt(), clock.advance(MINUTE)]);
      await engine.close();
    };
    onTestFinished(stop);
    await engine.start();
    await clock.advance(10_000);
    const alert = () => engine.status().alerts.find(({ about }) => about === 'clock')?.text;
    const stateOf = (id: number) => engine.queue.show(id)?.route.state;
    const accept = async (changes = {}) => (await engine.intake.submit(aSubmission(changes))).id;
    return { stop, alert, accept, stateOf };
  };
  const setModem = (time: string) => modem.write(`AT+CCLK="${time}"\r`);
  return { clock, modem, network, start, setModem, warnings };
}

it('a scheduled message on a Pi that boots in 1970 without NTP went out as late as it had been without power', async () => {
  const { clock, start, network } = machine();
  const first = await start();
  const scheduled = await first.accept({ sendAt: clock.now() + 3 * HOUR });
  await first.stop();
  clock.set(-56 * YEAR);
  await clock.advance(2 * HOUR);
  const { alert, stateOf } = await start();
  expect(alert()).toMatch(/^the clock of this machine says 1970-.* that of the network of modem stick$/);
  await clock.advance(58 * MINUTE);
  expect(stateOf(scheduled)).toBe('scheduled');
  await clock.advance(3 * MINUTE);
  expect(stateOf(scheduled)).toBe('delivered');
  expect(network.accepted).toHaveLength(1);
  clock.set(56 * YEAR);
  await clock.advance(MINUTE);
  expect(alert()).toBeUndefined();
});

it.each(['80/01/06,00:00:10+00', '04/01/01,00:00:10+00', '70/01/01,00:00:10+00'])(
  'a modem that says %s is not believed either, and that is said once',
  async (nonsense) => {
    const { clock, start, setModem, warnings, modem } = machine();
    const first = await start();
    const scheduled = await first.accept({ sendAt: clock.now() + 3 * HOUR });
    await first.stop();
    clock.set(-56 * YEAR);
    setModem(nonsense);
    const { alert, stateOf } = await start();
    expect(alert()).toMatch(/it goes on from 2026-01-01T/);
    await clock.advance(2 * HOUR);
    expect(stateOf(scheduled)).toBe('scheduled');
    expect(warnings.filter((sentence) => sentence.endsWith('not believed either'))).toHaveLength(1);
    setModem('26/01/01,05:30:00+08');
    modem.indicate('+CTZV: "+00"');
    await clock.advance(MINUTE);
    expect(stateOf(scheduled)).toBe('delivered');
  },
);

it('a modem is not asked for the time by a machine whose clock is right', async () => {
  const { clock, start, modem } = machine();
  await start();
  await clock.advance(HOUR);
  expect(modem.received).not.toMatch(/CCLK|CTZU/);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModemDriver } from '../../../hardware/driver/modem-driver';
import { parseTranscript, ReplayModem } from '../../../hardware/harness';
import type { Entry } from '../../../hardware/harness/transcript/entry';
import { serveOnTcp, type VirtualModemOptions } from '../../../hardware/virtual-modem';
import { systemClock } from '../../../src/clock';
import type { SubmitEvent } from '../../../src/dispatch/modem-port';
import { decodePdu } from '../../../src/sms';
import { silentLogger } from '../../support/silent-logger';
import { SimulatedClock } from '../../support/simulated-clock';
import { temporaryFolder } from '../../support/temporary-outbox';
import { namesOf, resultOf, Rig, runOnPort } from './rig';

/** A modem with an odd prompt that ESC does not leave, that talks between PDU and answer, and refuses UCS2. */
const STRANGE: Partial<VirtualModemOptions> = {
  dialect: { prompt: '\r\n>\r\n', escapeAborts: false },
  firstReference: 254,
  faults: [
    { do: 'indicate', lines: ['^RSSI:14'], to: '+44*' },
    { do: 'refuse', error: '+CMS ERROR: invalid input value', to: '+44*', nth: 3 },
  ],
};

/** Records the suite on that modem; gives back what a stranger would send us. */
async function recordStrange() {
  const file = join(temporaryFolder(), 'strange.jsonl');
  const rig = new Rig({
    modem: STRANGE,
    network: { networkDelay: 2_000, reportDelay: 3_000 },
    soak: 0,
    transcript: file,
    mask: true,
  });
  const findings = await rig.run();
  return { findings, ...parseTranscript(readFileSync(file, 'utf8')) };
}

/** On a TCP port until the test ends. */
async function served(entries: readonly Entry[]) {
  const modem = new ReplayModem(entries, { clock: systemClock, speed: 1_000 });
  const unknown: string[] = [];
  modem.on('unknown', (sent) => void unknown.push(sent));
  const server = await serveOnTcp(modem, { port: 0 });
  onTestFinished(async () => {
    modem.stop();
    await server.close();
  });
  return { port: `tcp://127.0.0.1:${server.port}`, unknown };
}

describe("a stranger's modem, played back", () => {
  it('gets the same verdicts and shows the same quirks as when it was recorded', async () => {
    const { findings, header, entries } = await recordStrange();
    expect(namesOf(findings, 'failed')).toEqual(['16bit']);
    const { port, unknown } = await served(entries);
    const again = await runOnPort(port, { to: header.to! });
    const verdicts = ({ results }: typeof findings) =>
      Object.fromEntries(results.map(({ check, verdict }) => [check.name, verdict]));
    expect(verdicts(again)).toEqual(verdicts(findings));
    expect(resultOf(again, '16bit').detail).toBe('the PDU was answered by +CMS ERROR: invalid input value');
    expect(resultOf(again, 'prompt abort').detail).toBe('ESC does not leave the prompt, 0x1A does');
    expect(again.quirks).toEqual(findings.quirks);
    expect(unknown).toEqual([]);
  });

  it('is a modem for the driver: its message goes out, and comes back', async () => {
    const { header, entries } = await recordStrange();
    const { port } = await served(entries);
    const config = { name: 'replay', port, baudRate: 115_200, profile: 'auto', answerTimeout: 10_000 };
    const driver = new ModemDriver({ config, clock: systemClock, logger: silentLogger });
    onTestFinished(() => driver.close());
    await driver.open();
    await driver.synchronise();
    expect(await driver.configure()).toMatchObject({ model: 'Virtual Modem', profile: 'generic' });
    expect(await driver.checkSim()).toEqual({ state: 'ready' });
    expect(await driver.registration()).toMatchObject({ state: 'registered' });
    await driver.subscribe();
    const delivered = new Promise<string>((resolve) =>
      driver.listen({
        lost: () => undefined,
        rebooted: () => undefined,
        disturbed: () => undefined,
        registration: () => undefined,
        statusReport: async () => undefined,
        deliver: async (pdu) => resolve(pdu),
      }),
    );
    const sent = entries.flatMap((entry) =>
      'text' in entry && entry.text.endsWith('\x1a') ? [entry.text] : [],
    );
    const pdu = sent.find((text) => text.length > 20)!.slice(0, -1);
    const ended = new Promise<SubmitEvent>((resolve) => {
      const exchange = driver.beginSubmit(pdu.length / 2 - 1, (event) => {
        if (event.type === 'PROMPTED') exchange.writePdu(pdu);
        else if (!['COMMAND_WRITTEN', 'PDU_WRITTEN'].includes(event.type)) resolve(event);
      });
    });
    expect(await ended).toEqual({ type: 'REFERENCED', reference: 254 });
    expect(decodePdu(await delivered, { direction: 'mt' })).toMatchObject({
      address: header.to!,
      text: expect.stringMatching(/^hil 7bit/) as string,
    });
  });
});

/** `host` writes, `modem` answers, at those times. */
const recorded = (...turns: [ms: number, host: string, ...answer: [ms: number, text: string][]][]): Entry[] =>
  turns.flatMap(([ms, host, ...answer]) => [
    { ms, direction: 'toModem' as const, text: host },
    ...answer.map(([at, text]) => ({ ms: at, direction: 'fromModem' as const, text })),
  ]);

const OK = '\r\nOK\r\n';

function replay(entries: Entry[]) {
  const clock = new SimulatedClock();
  const modem = new ReplayModem(entries, { clock });
  const said: string[] = [];
  const unknown: string[] = [];
  modem.on('bytes', (octets) => void said.push(octets.toString('latin1')));
  modem.on('unknown', (sent) => void unknown.push(sent));
  return {
    unknown,
    /** What came in the time after this was written. */
    ask: async (text: string, ms = 0): Promise<string[]> => {
      modem.write(Buffer.from(text, 'latin1'));
      await clock.advance(ms);
      return said.splice(0);
    },
    later: async (ms: number): Promise<string[]> => {
      await clock.advance(ms);
      return said.splice(0);
    },
  };
}

describe('a replay', () => {
  it('answers in the recorded pieces, at the recorded times', async () => {
    const { ask, later } = replay(recorded([0, 'AT+CMGS=20\r', [40, '\r\n'], [90, '> ']]));
    expect(await ask('AT+CMGS=20\r', 40)).toEqual(['\r\n']);
    expect(await later(49)).toEqual([]);
    expect(await later(1)).toEqual(['> ']);
  });

  it('takes commands in another order, and again and again', async () => {
    const { ask, unknown } = replay(
      recorded(
        [0, 'AT+CSQ\r', [1, `\r\n+CSQ: 1,99\r\n${OK}`]],
        [10, 'AT+CREG?\r', [11, `\r\n+CREG: 0,2\r\n${OK}`]],
        [20, 'AT+CREG?\r', [21, `\r\n+CREG: 0,1\r\n${OK}`]],
      ),
    );
    expect(await ask('at+creg?\r', 1)).toEqual([`\r\n+CREG: 0,2\r\n${OK}`]);
    expect(await ask('AT+CSQ\r', 1)).toEqual([`\r\n+CSQ: 1,99\r\n${OK}`]);
    expect(await ask('AT+CREG?\r', 1)).toEqual([`\r\n+CREG: 0,1\r\n${OK}`]);
    expect(await ask('AT+CREG?\r', 1)).toEqual([`\r\n+CREG: 0,1\r\n${OK}`]);
    expect(unknown).toEqual([]);
  });

  it('takes one command a character at a time, and two in one piece', async () => {
    const { ask } = replay(recorded([0, 'AT\r', [0, OK]], [1, 'ATE0\r', [1, OK]]));
    for (const character of 'AT') expect(await ask(character)).toEqual([]);
    expect(await ask('\rATE0\r')).toEqual([OK, OK]);
  });

  it('says what came unasked after its message, though other commands are asked meanwhile', async () => {
    const { ask, later } = replay(
      recorded(
        [0, '0011AA\x1a', [10, `\r\n+CMGS: 7\r\n${OK}`]],
        [100, 'AT+CSQ\r', [101, `\r\n+CSQ: 1,99\r\n${OK}`], [500, '\r\n+CDS: 25\r\n0007\r\n']],
      ),
    );
    expect(await ask('0011BB\x1a', 10)).toEqual([`\r\n+CMGS: 7\r\n${OK}`]);
    expect(await ask('AT+CSQ\r', 1)).toEqual([`\r\n+CSQ: 1,99\r\n${OK}`]);
    expect(await ask('AT+CSQ\r', 1)).toEqual([`\r\n+CSQ: 1,99\r\n${OK}`]);
    expect(await later(488)).toEqual(['\r\n+CDS: 25\r\n0007\r\n']);
  });

  it('says it before the next message, where that comes sooner than it did', async () => {
    const { ask } = replay(
      recorded(
        [0, '0011AA\x1a', [10, `\r\n+CMGS: 7\r\n${OK}`], [9_000, '\r\n+CDS: 25\r\n0007\r\n']],
        [9_500, 'AT+CMGS=9\r', [9_501, '\r\n> ']],
      ),
    );
    await ask('0011AA\x1a', 10);
    expect(await ask('AT+CMGS=9\r', 1)).toEqual(['\r\n+CDS: 25\r\n0007\r\n', '\r\n> ']);
  });

  it('never says it in the middle of an answer that comes in pieces', async () => {
    const { ask } = replay(
      recorded(
        [0, '0011AA\x1a', [10, `\r\n+CMGS: 7\r\n${OK}`], [60, '\r\nRING\r\n']],
        [100, 'AT+CSQ\r', [110, '\r\n+CS'], [180, `Q: 1,99\r\n${OK}`]],
      ),
    );
    await ask('0011AA\x1a', 10);
    expect(await ask('AT+CSQ\r', 100)).toEqual(['\r\n+CS', `Q: 1,99\r\n${OK}`, '\r\nRING\r\n']);
  });

  it('repeats what the host writes now, where it repeated what was written then', async () => {
    const { ask } = replay(
      recorded(
        [0, 'AT+CMGS=20\r', [1, 'AT+CMGS=20\r\r\n> ']],
        [10, '0011AA\x1a', [11, '0011'], [12, 'AA\r\n+CMGS: 1\r\n']],
      ),
    );
    expect(await ask('AT+CMGS=35\r', 1)).toEqual(['AT+CMGS=35\r\r\n> ']);
    expect((await ask('00440055\x1a', 3)).join('')).toBe('00440055\r\n+CMGS: 1\r\n');
  });

  it('stays silent where the modem did, and refuses what was never recorded', async () => {
    const { ask, unknown } = replay(recorded([0, '0011AA\x1a'], [60_000, '\x1bAT\r', [60_001, OK]]));
    expect(await ask('0011AA\x1a', 60_000)).toEqual([]);
    expect(await ask('\x1bAT\r', 1)).toEqual([OK]);
    expect(await ask('AT+CUSD=1\r')).toEqual(['\r\nERROR\r\n']);
    expect(await ask('0011CC\x1a')).toEqual(['\r\n+CMS ERROR: 302\r\n']);
    expect(unknown).toEqual(['AT+CUSD=1', '0011CC']);
  });
});

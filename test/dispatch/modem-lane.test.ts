import { afterEach, describe, expect, it } from 'vitest';
import { createModemDriver } from '../../hardware/driver';
import { createModemLane } from '../../src/dispatch/modem-lane';
import type { ModemJob, ModemLane, Segment, SegmentResult } from '../../src/ports';
import type { Outcome } from '../../src/submission/outcome';
import { ScriptedPort } from '../hardware/scripted-port';
import { silentLogger } from '../hardware/silent-logger';
import { settle, SimulatedClock } from '../support/simulated-clock';

const ANSWER_TIMEOUT = 45_000;

let lane: ModemLane;
let clock: SimulatedClock;
afterEach(async () => {
  const stopped = lane.stop();
  await clock.advance(ANSWER_TIMEOUT);
  await stopped;
});

const HEALTHY: Readonly<Record<string, string>> = {
  'AT+CPIN?': '+CPIN: READY\r\n\r\nOK',
  'AT+CREG?': '+CREG: 1,1\r\n\r\nOK',
};

/** A modem that accepts all, and notes everything that is written and recorded in one order. */
function happyPort(): ScriptedPort {
  const port = new ScriptedPort();
  let reference = 0;
  for (let length = 10; length < 20; length++) port.answer(`AT+CMGS=${length}`, '\r\n> ');
  return port.answer('PDU', () => `+CMGS: ${reference++}\r\n\r\nOK`);
}

function setUp(port: ScriptedPort, roaming: 'allow' | 'refuse' = 'allow') {
  clock = new SimulatedClock();
  const config = {
    name: 'stick',
    port: port.path,
    baudRate: 115_200,
    profile: 'auto',
    answerTimeout: ANSWER_TIMEOUT,
    roaming,
  };
  const modem = createModemDriver({ config, binding: port.binding, clock, logger: silentLogger });
  const conditions: string[] = [];
  const events = {
    condition: ({ condition }: ModemLane) => void conditions.push(condition),
    statusReport: async () => undefined,
    deliver: async () => undefined,
  };
  lane = createModemLane({ config, modem, clock, logger: silentLogger, events });
  lane.start();
  return { conditions };
}

async function setUpReady(port: ScriptedPort) {
  const facts = setUp(port);
  for (let i = 0; i < 100 && !lane.ready; i++) await clock.advance(50);
  port.written.length = 0;
  return facts;
}

function segmentsOf(messageId: number, total: number): Segment[] {
  return Array.from({ length: total }, (_, i) => ({
    sequence: i + 1,
    total,
    length: 10 + i,
    pdu: `00${messageId}${i + 1}`.padEnd(12, 'A'),
  }));
}

interface TestJob extends ModemJob {
  log: string[];
  results: SegmentResult[];
  abort: () => void;
}

function job(messageId: number, total = 1, overrides: Partial<ModemJob> = {}, log: string[] = []): TestJob {
  const aborting = new AbortController();
  const results: SegmentResult[] = [];
  return {
    messageId,
    segments: () => segmentsOf(messageId, total),
    journal: {
      intent: async ({ sequence }, modem) => void log.push(`intent ${messageId}.${sequence} ${modem}`),
      result: async ({ sequence }, result) => {
        log.push(`result ${messageId}.${sequence} ${result.kind}`);
        results.push(result);
      },
    },
    signal: aborting.signal,
    log,
    results,
    abort: () => aborting.abort(),
    ...overrides,
  };
}

async function outcomeOf(promise: Promise<Outcome>, limit = 120_000): Promise<Outcome> {
  let outcome: Outcome | undefined;
  void promise.then((settled) => (outcome = settled));
  await settle();
  for (let passed = 0; passed < limit && !outcome; passed += 500) await clock.advance(500);
  if (!outcome) throw new Error(`no outcome within ${limit} ms`);
  return outcome;
}

describe('a modem lane', () => {
  it('becomes ready, and says what it waits for on the way', async () => {
    const { conditions } = await setUpReady(happyPort());
    expect(conditions).toContain('waiting for the modem to answer');
    expect(lane.condition).toBe('ready: +CREG 1, operator ACME, signal 17 of 31 (-79 dBm)');
  });

  it('submits the segments of a message in order and returns the last reference', async () => {
    const port = happyPort();
    await setUpReady(port);
    const three = job(1, 3);
    expect(await outcomeOf(lane.submit(three))).toEqual({ kind: 'accepted', code: '2', reference: 2 });
    expect(port.written.filter((line) => line.startsWith('AT'))).toEqual([
      'AT+CMGS=10',
      'AT+CMGS=11',
      'AT+CMGS=12',
    ]);
    expect(three.results.map(({ reference }) => reference)).toEqual([0, 1, 2]);
  });

  it('works first in, first out', async () => {
    await setUpReady(happyPort());
    const log: string[] = [];
    const jobs = [1, 2, 3].map((id) => job(id, 1, {}, log));
    await Promise.all(jobs.map((each) => outcomeOf(lane.submit(each))));
    expect(log.filter((line) => line.startsWith('intent'))).toEqual([
      'intent 1.1 stick',
      'intent 2.1 stick',
      'intent 3.1 stick',
    ]);
  });

  it('records a result, the next intent, and writes the next command in one turn of the event loop', async () => {
    const port = happyPort();
    await setUpReady(port);
    let turn = 0;
    let counting = true;
    const count = (): void => {
      turn++;
      if (counting) setImmediate(count);
    };
    count();
    const turns: Record<string, number> = {};
    const journal = {
      intent: async ({ sequence }: Segment) => void (turns[`intent ${sequence}`] = turn),
      result: async ({ sequence }: Segment) => void (turns[`result ${sequence}`] = turn),
    };
    port.answer('AT+CMGS=11', () => {
      turns['command 2'] = turn;
      return '\r\n> ';
    });
    await outcomeOf(lane.submit(job(1, 2, { journal })));
    counting = false;
    expect(turns['intent 2']).toBe(turns['result 1']);
    expect(turns['command 2']).toBe(turns['result 1']);
  });

  it('starts the next message without waiting for the disk, but tells the outcome only then', async () => {
    const port = happyPort();
    await setUpReady(port);
    let onDisk: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (onDisk = resolve));
    const first = lane.submit(job(1, 1, { journal: { intent: async () => undefined, result: () => slow } }));
    let told = false;
    void first.then(() => (told = true));
    expect(await outcomeOf(lane.submit(job(2)))).toMatchObject({ kind: 'accepted' });
    expect(told).toBe(false);
    onDisk();
    expect(await first).toMatchObject({ kind: 'accepted' });
  });

  it('writes no PDU before its intent is on disk', async () => {
    const port = happyPort();
    await setUpReady(port);
    let onDisk: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (onDisk = resolve));
    const outcome = lane.submit(
      job(1, 1, { journal: { intent: () => slow, result: async () => undefined } }),
    );
    await clock.advance(5_000);
    expect(port.written).toEqual(['AT+CMGS=10']);
    onDisk();
    expect(await outcomeOf(outcome)).toMatchObject({ kind: 'accepted' });
  });

  it('is in doubt when no answer comes, synchronises, and goes on with the next message', async () => {
    const port = happyPort();
    let answers = 0;
    port.answer('PDU', () => (answers++ === 0 ? '' : '+CMGS: 9\r\n\r\nOK'));
    await setUpReady(port);
    const lost = lane.submit(job(1, 2));
    const next = lane.submit(job(2));
    expect(await outcomeOf(lost)).toMatchObject({ kind: 'inDoubt', code: 'TIMEOUT' });
    expect(await outcomeOf(next)).toMatchObject({ kind: 'accepted', code: '9' });
    expect(port.written.map((line) => line.slice(0, 7))).toEqual([
      'AT+CMGS',
      expect.stringMatching(/\x1a|^0011/) as string,
      '\x1b',
      'AT+CMGF',
      'AT+CMGS',
      expect.stringMatching(/^0021/) as string,
    ]);
  });

  it('has submitted nothing when no prompt comes, and leaves the prompt by ESC before anything else', async () => {
    const port = happyPort().answer('AT+CMGS=10', '');
    await setUpReady(port);
    expect(await outcomeOf(lane.submit(job(1)))).toMatchObject({ kind: 'notSubmitted', code: 'TIMEOUT' });
    await clock.advance(1_000);
    expect(port.written).toEqual(['AT+CMGS=10', '\x1b', 'AT+CMGF?']);
  });

  it.each([
    ['+CMS ERROR: 28', { kind: 'refused', what: 'message', permanent: true, code: 'CMS 28' }],
    ['+CMS ERROR: 38', { kind: 'refused', what: 'path', permanent: false, code: 'CMS 38' }],
    ['+CME ERROR: 14', { kind: 'refused', what: 'path', permanent: false, code: 'CME 14' }],
    ['+CMS ERROR: 500', { kind: 'inDoubt', code: 'CMS 500' }],
  ])('answers %s after the PDU, and the next message goes out', async (error, outcome) => {
    const port = happyPort();
    let answers = 0;
    port.answer('PDU', () => (answers++ === 0 ? error : '+CMGS: 9\r\n\r\nOK'));
    await setUpReady(port);
    const bad = lane.submit(job(1, 2));
    const good = lane.submit(job(2));
    expect(await outcomeOf(bad)).toMatchObject(outcome);
    expect(await outcomeOf(good)).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['+CMS ERROR: 310', 'refused', { 'AT+CPIN?': '+CME ERROR: 10' }],
    ['+CMS ERROR: 331', 'inDoubt', { 'AT+CREG?': '+CREG: 1,2\r\n\r\nOK' }],
  ])(
    '%s: the whole queue was tried, message by message, on a modem that could not send',
    async (error, kind, answers) => {
      const port = happyPort().answer('PDU', error);
      await setUpReady(port);
      for (const [command, answer] of Object.entries(answers)) port.answer(command, answer);
      const outcomes = [1, 2, 3].map((id) => lane.submit(job(id)));
      expect(await outcomeOf(outcomes[0]!)).toMatchObject({ kind });
      expect(await outcomeOf(outcomes[1]!)).toMatchObject({ kind: 'notSubmitted', code: 'NOT_READY' });
      expect(await outcomeOf(outcomes[2]!)).toMatchObject({ kind: 'notSubmitted', code: 'NOT_READY' });
      await clock.advance(10_000);
      expect(lane.ready).toBe(false);
      expect(port.count('AT+CMGS=10')).toBe(1);
      for (const command of Object.keys(answers)) port.answer(command, HEALTHY[command]!);
      port.answer('PDU', '+CMGS: 9\r\n\r\nOK');
      await clock.advance(70_000);
      expect(await outcomeOf(lane.submit(job(4)))).toMatchObject({ kind: 'accepted' });
    },
  );

  it('a modem that had reset without a word, into text mode, was given a PDU as a text', async () => {
    const port = happyPort();
    const setFormat = (format: number) => port.answer('AT+CMGF?', `+CMGF: ${format}\r\n\r\nOK`);
    port.answer('PDU', () => void setFormat(1));
    await setUpReady(port);
    expect(await outcomeOf(lane.submit(job(1)))).toMatchObject({ kind: 'inDoubt', code: 'TIMEOUT' });
    port.answer('PDU', '+CMGS: 9\r\n\r\nOK').answer('AT+CMGF=0', () => (setFormat(0), 'OK'));
    await clock.advance(1_000);
    expect(lane.ready).toBe(false);
    await clock.advance(10_000);
    expect(port.written).toContain('AT+CMGF=0');
    expect(await outcomeOf(lane.submit(job(2)))).toMatchObject({ kind: 'accepted' });
  });

  it('a modem that echoes again had reset: its settings are gone, and no PDU is written', async () => {
    const port = happyPort();
    await setUpReady(port);
    port.echo = true;
    expect(await outcomeOf(lane.submit(job(1)))).toMatchObject({ kind: 'notSubmitted' });
    expect(port.count('PDU')).toBe(0);
    expect(lane.ready).toBe(false);
    port.echo = false;
    await clock.advance(10_000);
    expect(port.written.filter((line) => line === 'ATE0')).toHaveLength(1);
    expect(await outcomeOf(lane.submit(job(1)))).toMatchObject({ kind: 'accepted' });
  });

  it('takes a modem that never ceases to echo as it is', async () => {
    const port = happyPort();
    port.echo = true;
    await setUpReady(port);
    expect(await outcomeOf(lane.submit(job(1, 3)))).toMatchObject({ kind: 'accepted' });
  });

  it('is refused, never in doubt, by an error that comes before the prompt', async () => {
    await setUpReady(happyPort().answer('AT+CMGS=10', '+CMS ERROR: 500'));
    expect(await outcomeOf(lane.submit(job(1)))).toMatchObject({ kind: 'refused', code: 'CMS 500' });
  });

  it('is in doubt when the port goes after the PDU; messages behind are not submitted', async () => {
    const port = happyPort().answer('PDU', '');
    const { conditions } = await setUpReady(port);
    const inFlight = job(1);
    const behind = job(2);
    const outcomes = [lane.submit(inFlight), lane.submit(behind)];
    await clock.advance(10);
    port.openError = new Error('Error: No such file or directory, cannot open /dev/scripted');
    port.unplug();
    expect(await outcomeOf(outcomes[0]!)).toMatchObject({ kind: 'inDoubt', code: 'LOST' });
    expect(await outcomeOf(outcomes[1]!)).toMatchObject({ kind: 'notSubmitted', code: 'NOT_READY' });
    expect(behind.log).toEqual([]);
    await clock.advance(2_000);
    expect(lane.ready).toBe(false);
    expect(conditions.at(-1)).toBe('port /dev/scripted: no such device (is the modem plugged in?)');
    port.openError = undefined;
    await clock.advance(20_000);
    expect(lane.ready).toBe(true);
  });

  it('does nothing for a message while it is not ready', async () => {
    const port = happyPort().answer('AT+CREG?', '+CREG: 1,2\r\n\r\nOK').answer('AT+CEREG?', 'ERROR');
    setUp(port);
    await clock.advance(5_000);
    const early = job(1);
    expect(await lane.submit(early)).toEqual({
      kind: 'notSubmitted',
      code: 'NOT_READY',
      detail: 'not registered (searching, +CREG 2)',
    });
    expect(early.log).toEqual([]);
    expect(port.count('AT+CMGS=10')).toBe(0);
  });

  it('attempts nothing in a foreign network where roaming is refused', async () => {
    setUp(happyPort().answer('AT+CREG?', '+CREG: 1,5\r\n\r\nOK').answer('AT+CEREG?', 'ERROR'), 'refuse');
    await clock.advance(5_000);
    expect(lane.condition).toBe('not registered (idle, +CREG 5; roaming is refused)');
    const early = job(1);
    expect(await lane.submit(early)).toMatchObject({ kind: 'notSubmitted', code: 'NOT_READY' });
    expect(early.log).toEqual([]);
  });

  it.each([
    ['does not tell', 'ERROR', 'registration not told by the modem'],
    ['names an operator only', '+COPS: 0,0,"vodafone"\r\n\r\nOK', '+COPS 0,0,"vodafone"'],
  ])('believed a modem that %s to be at home where roaming is refused', async (_, operator, raw) => {
    const port = happyPort().answer('AT+CREG?', 'ERROR').answer('AT+CEREG?', 'ERROR');
    setUp(port.answer('AT+COPS?', operator), 'refuse');
    await clock.advance(5_000);
    expect(lane.ready).toBe(false);
    expect(lane.condition).toBe(
      `not registered (idle, ${raw}; roaming is refused, and the modem does not tell where it is)`,
    );
  });

  it('takes back a message that waits, and one whose PDU was not written yet', async () => {
    const port = happyPort().answer('AT+CMGS=10', '');
    await setUpReady(port);
    const onLine = job(1);
    const waiting = job(2);
    const outcomes = [lane.submit(onLine), lane.submit(waiting)];
    waiting.abort();
    expect(await outcomes[1]).toMatchObject({ kind: 'notSubmitted', code: 'WITHDRAWN' });
    await clock.advance(10);
    onLine.abort();
    expect(await outcomeOf(outcomes[0]!)).toMatchObject({ kind: 'notSubmitted', code: 'WITHDRAWN' });
    expect(waiting.log).toEqual([]);
    expect(onLine.log).toEqual(['intent 1.1 stick', 'result 1.1 notSubmitted']);
  });

  it('does not take back a PDU that was written, and stops before the next', async () => {
    const port = happyPort();
    await setUpReady(port);
    const two = job(1, 2);
    port.answer('PDU', () => {
      two.abort();
      return '+CMGS: 1\r\n\r\nOK';
    });
    expect(await outcomeOf(lane.submit(two))).toMatchObject({ kind: 'notSubmitted', code: 'WITHDRAWN' });
    expect(two.log).toEqual(['intent 1.1 stick', 'result 1.1 accepted']);
  });

  it('refuses a message that cannot be encoded, and goes on', async () => {
    await setUpReady(happyPort());
    const segments = (): Segment[] => {
      throw new Error('too long');
    };
    const bad = lane.submit(job(1, 1, { segments }));
    const good = lane.submit(job(2));
    expect(await bad).toMatchObject({ kind: 'refused', code: 'ENCODING', detail: 'too long' });
    expect(await outcomeOf(good)).toMatchObject({ kind: 'accepted' });
  });

  it('submits nothing when the intent cannot be put on disk', async () => {
    const port = happyPort();
    await setUpReady(port);
    const intent = () => Promise.reject(new Error('disk full'));
    const outcome = lane.submit(job(1, 1, { journal: { intent, result: async () => undefined } }));
    expect(await outcomeOf(outcome)).toMatchObject({ kind: 'notSubmitted', code: 'NOT_RECORDED' });
    expect(port.written.some((line) => line.endsWith('\x1a') && line.length > 1)).toBe(false);
  });

  it('has the next command on the line in the turn of the answer, and none behind a refusal', async () => {
    const port = happyPort();
    let answers = 0;
    port.answer('PDU', () => ['+CMGS: 1\r\n\r\nOK', '+CMS ERROR: 28', '+CMGS: 2\r\n\r\nOK'][answers++]);
    await setUpReady(port);
    const outcomes = [1, 2, 3].map((id) => lane.submit(job(id)));
    expect((await outcomeOf(outcomes[2]!)).kind).toBe('accepted');
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'refused',
      'accepted',
    ]);
    expect(port.written.map((line) => (line.length > 12 ? 'PDU' : line))).toEqual([
      'AT+CMGS=10',
      'PDU',
      'AT+CMGS=10',
      'PDU',
      '\x1b',
      'AT+CMGF?',
      'AT+CMGS=10',
      'PDU',
    ]);
  });

  it('lets an acknowledgement go before a segment that only waits for its turn', async () => {
    const port = happyPort()
      .answer('AT+CSMS=1', '+CSMS: 1,1,1\r\n\r\nOK')
      .answer('AT+CNMI=2,2,0,1,0', 'OK')
      .answer('AT+CNMA', 'OK')
      .answer('PDU', '');
    await setUpReady(port);
    const outcomes = [lane.submit(job(1)), lane.submit(job(2))];
    await clock.advance(10);
    port.say('\r\n+CDS: 26\r\n00020C0B914477009000F0111111111111001111111111110000\r\n');
    await clock.advance(10);
    port.answer('PDU', '+CMGS: 2\r\n\r\nOK').say('\r\n+CMGS: 1\r\n\r\nOK\r\n');
    await Promise.all(outcomes.map((outcome) => outcomeOf(outcome)));
    expect(port.written.map((line) => (line.length > 12 ? 'PDU' : line))).toEqual([
      'AT+CMGS=10',
      'PDU',
      'AT+CNMA',
      'AT+CMGS=10',
      'PDU',
    ]);
  });

  it('takes back the message behind the one in flight, without a trace on the line', async () => {
    const port = happyPort().answer('PDU', '');
    await setUpReady(port);
    const [inFlight, behind] = [job(1), job(2)];
    const outcomes = [lane.submit(inFlight), lane.submit(behind)];
    await clock.advance(10);
    behind.abort();
    port.say('\r\n+CMGS: 1\r\n\r\nOK\r\n');
    expect(await outcomeOf(outcomes[0]!)).toMatchObject({ kind: 'accepted' });
    expect(await outcomes[1]).toMatchObject({ kind: 'notSubmitted', code: 'WITHDRAWN' });
    expect(port.written).toHaveLength(2);
  });

  it('finishes the segment in flight when it is stopped, and no other', async () => {
    const port = happyPort().answer('PDU', '');
    await setUpReady(port);
    const outcomes = [lane.submit(job(1, 2)), lane.submit(job(2))];
    await clock.advance(10);
    const stopped = lane.stop();
    expect(await outcomes[1]).toMatchObject({ kind: 'notSubmitted', code: 'STOPPING' });
    await clock.advance(1_000);
    port.say('\r\n+CMGS: 5\r\n\r\nOK\r\n');
    expect(await outcomeOf(outcomes[0]!)).toMatchObject({ kind: 'notSubmitted', code: 'STOPPING' });
    await stopped;
    expect(lane.ready).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('writes no more than one command a minute while it is idle', async () => {
    const port = happyPort();
    await setUpReady(port);
    await clock.advance(600_000);
    expect(port.written).toHaveLength(10);
    const commands = port.written.map((line) => line.replace(/=.*/, '='));
    expect(new Set(commands)).toEqual(new Set(['AT+CREG?', 'AT+CNMI?', 'AT+CSQ', 'AT+COPS?']));
    expect(clock.pending).toBe(1);
  });
});

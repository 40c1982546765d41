import { afterEach, describe, expect, it } from 'vitest';
import { ModemDriver } from '../../../hardware/driver/modem-driver';
import type { ModemConfig } from '../../../src/config/types';
import type { SubmitEvent } from '../../../src/dispatch/modem-port';
import { SimulatedClock } from '../../support/simulated-clock';
import { silentLogger } from '../silent-logger';
import { ScriptedPort } from '../scripted-port';

const REPORT = '00020C0B914477009000F011111111111100111111111111000';
const report = REPORT.slice(0, -1);
const message = '00040B914477009000F00000111111111111000441424344';

let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

interface Heard {
  lost: string[];
  rebooted: string[];
  disturbed: string[];
  reports: string[];
  messages: string[];
}

function createDriver(port: ScriptedPort, overrides: Partial<ModemConfig> = {}) {
  const clock = new SimulatedClock();
  const config = {
    name: 'stick',
    port: port.path,
    baudRate: 115_200,
    profile: 'auto',
    answerTimeout: 60_000,
    ...overrides,
  };
  const driver = new ModemDriver({ config, binding: port.binding, clock, logger: silentLogger });
  return { clock, driver };
}

async function openDriver(port: ScriptedPort, overrides: Partial<ModemConfig> = {}) {
  const { clock, driver } = createDriver(port, overrides);
  const heard: Heard = { lost: [], rebooted: [], disturbed: [], reports: [], messages: [] };
  driver.listen({
    lost: (reason) => heard.lost.push(reason),
    rebooted: (banner) => heard.rebooted.push(banner),
    disturbed: (reason) => heard.disturbed.push(reason),
    registration: () => undefined,
    statusReport: async (pdu) => void heard.reports.push(pdu),
    deliver: async (pdu) => void heard.messages.push(pdu),
  });
  await driver.open();
  close = () => driver.close();
  /** Goes on until the promise is settled, or fails when nothing is left that could settle it. */
  const until = async <T>(promise: Promise<T>, limit = 30_000): Promise<T> => {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    watched.catch(() => undefined);
    for (let passed = 0; passed <= limit && !settled; passed += 50) await clock.advance(50);
    if (!settled) throw new Error(`not settled within ${limit} ms`);
    return watched;
  };
  return { clock, driver, heard, until };
}

async function openSynchronised(port: ScriptedPort, overrides: Partial<ModemConfig> = {}) {
  const opened = await openDriver(port, overrides);
  await opened.until(opened.driver.synchronise());
  return opened;
}

it('a port that was still being opened when the driver was closed stayed open', async () => {
  const port = new ScriptedPort();
  const { driver } = createDriver(port);
  const opening = driver.open();
  await Promise.all([expect(opening).rejects.toThrow('closed while it was being opened'), driver.close()]);
  expect(port.open).toBe(false);
});

describe('synchronising', () => {
  it('writes ESC before the first AT', async () => {
    const port = new ScriptedPort();
    await openSynchronised(port);
    expect(port.written).toEqual(['\x1b', 'AT']);
  });

  it('tries twice for a modem that only finds the baud rate in the first AT', async () => {
    let tries = 0;
    const port = new ScriptedPort().answer('AT', () => (++tries < 2 ? '' : 'OK'));
    await openSynchronised(port);
    expect(port.written).toEqual(['\x1b', 'AT', 'AT']);
  });

  it('leaves a prompt that ESC does not leave by a lone 0x1A', async () => {
    let atPrompt = true;
    const port = new ScriptedPort();
    port.answer('AT', () => (atPrompt ? '' : 'OK'));
    port.answer('\x1a', () => {
      atPrompt = false;
      return '+CMS ERROR: 304';
    });
    await openSynchronised(port);
    expect(port.written).toEqual(['\x1b', 'AT', 'AT', '\x1b', '\x1a', 'AT']);
  });

  it('takes ERROR to a bare AT for a sign of life', async () => {
    const port = new ScriptedPort().answer('AT', 'ERROR');
    await openSynchronised(port);
  });

  it('says so when the modem is mute', async () => {
    const port = new ScriptedPort().answer('AT', '');
    const { driver, until } = await openDriver(port);
    await expect(until(driver.synchronise())).rejects.toThrow('AT was not answered');
  });

  it('fails at once when the port goes meanwhile', async () => {
    const port = new ScriptedPort().answer('AT', '');
    const { clock, driver, heard } = await openDriver(port);
    const synchronised = driver.synchronise();
    synchronised.catch(() => undefined);
    await clock.advance(200);
    port.unplug();
    await clock.advance(200);
    await expect(synchronised).rejects.toThrow(/unplugged|closed/);
    expect(heard.lost).toHaveLength(1);
  });

  it('a late OK does not satisfy the next command', async () => {
    const port = new ScriptedPort().answer('AT+CSQ', '');
    const { driver, heard, until } = await openSynchronised(port);
    const unanswered = driver.run({ text: 'AT+CSQ', answer: '+CSQ', limit: 5_000 });
    await expect(until(unanswered)).rejects.toThrow('AT+CSQ: was not answered within 5000 ms');
    expect(heard.disturbed).toHaveLength(1);
    await expect(driver.run({ text: 'AT+CGMI', limit: 1000 })).rejects.toThrow(
      'has to be synchronised first',
    );
    // its answer comes while AT is in flight, and that of AT after it
    port.answer('AT', '+CSQ: 5,99\r\n\r\nOK\r\n\r\nOK');
    await until(driver.synchronise());
    port.answer('AT+CGMI', 'ACME\r\n\r\nOK');
    const command = { text: 'AT+CGMI', bare: true, limit: 1000 };
    expect(await until(driver.run(command))).toEqual([{ values: 'ACME' }]);
  });
});

describe('commands', () => {
  it('reads the identity and chooses the profile by it', async () => {
    const port = new ScriptedPort()
      .answer('AT+CGMI', 'SIMCOM_Ltd\r\n\r\nOK')
      .answer('AT+CGMM', 'SIMCOM_SIM800L\r\n\r\nOK');
    const { driver, until } = await openSynchronised(port);
    expect(await until(driver.configure())).toEqual({
      manufacturer: 'SIMCOM_Ltd',
      model: 'SIMCOM_SIM800L',
      revision: '1.0',
      imei: '490154203237518',
      profile: 'simcom',
    });
  });

  it('goes on where AT+CMEE=1 is answered by ERROR', async () => {
    const { driver, until } = await openSynchronised(new ScriptedPort().answer('AT+CMEE=1', 'ERROR'));
    expect((await until(driver.configure())).profile).toBe('generic');
  });

  it('tolerates echo and indications between any two lines of an answer', async () => {
    const noise = '\r\nRING\r\n\r\n^RSSI:14\r\n\r\n+ZPASR: "UMTS"\r\n\r\n+CREG: 5\r\n';
    const port = new ScriptedPort()
      .answer('AT+CGMM', `${noise}AT+CGMM\r\r\nM1\r\n${noise}\r\nOK\r\n`)
      .answer('AT+CREG?', `${noise}AT+CREG?\r\r\n+CREG: 2,1,0A,3799B\r\n${noise}\r\nOK\r\n`)
      .answer('AT+CSQ', `${noise}\r\n+CSQ: 17,99\r\n${noise}\r\nOK\r\n`);
    const { driver, until } = await openSynchronised(port);
    expect((await until(driver.configure())).model).toBe('M1');
    expect(await until(driver.status())).toEqual({
      registration: { state: 'registered', roaming: false, raw: '+CREG 1' },
      signal: 17,
      operator: 'ACME',
    });
  });

  it.each([
    ['+CREG: 0,1', 'registered', false],
    ['+CREG: 2,5,"00A1","1C2F"', 'registered', true],
    ['+CREG: 0,2', 'searching', false],
    ['+CREG: 0,3', 'denied', false],
    ['+CREG: 0,0', 'idle', false],
  ])('reads %s', async (line, state, roaming) => {
    const port = new ScriptedPort().answer('AT+CREG?', `${line}\r\n\r\nOK`).answer('AT+CEREG?', 'ERROR');
    const { driver, until } = await openSynchronised(port);
    expect(await until(driver.registration())).toMatchObject({ state, roaming });
  });

  it('is registered when only the LTE network says so', async () => {
    const port = new ScriptedPort()
      .answer('AT+CREG?', '+CREG: 0,2\r\n\r\nOK')
      .answer('AT+CEREG?', '+CEREG: 0,1\r\n\r\nOK');
    const { driver, until } = await openSynchronised(port);
    expect(await until(driver.registration())).toEqual({
      state: 'registered',
      roaming: false,
      raw: '+CEREG 1',
    });
  });
});

it('asks for registration, signal and operator and renews its routing in turn after the first look, and for the registration when told of it', async () => {
  const port = new ScriptedPort();
  const { clock, driver, until } = await openSynchronised(port);
  await until(driver.status());
  await until(driver.status());
  await until(driver.status());
  await until(driver.status());
  await until(driver.status());
  port.say('\r\n+CREG: 1\r\n');
  await clock.advance(10);
  await until(driver.status());
  expect(port.written.slice(2)).toEqual([
    'AT+CREG?',
    'AT+CSQ',
    'AT+COPS?',
    'AT+CSQ',
    'AT+COPS?',
    'AT+CREG?',
    'AT+CREG?',
  ]);
});

describe('the SIM', () => {
  it.each([
    ['+CPIN: READY\r\n\r\nOK', { state: 'ready' }],
    ['+CPIN: SIM PIN\r\n\r\nOK', { state: 'blocked', detail: 'SIM PIN needed: set `pin` for this modem' }],
    ['+CPIN: SIM PUK\r\n\r\nOK', { state: 'blocked', detail: 'the SIM asks for its PUK' }],
    ['+CME ERROR: 10', { state: 'blocked', detail: 'no SIM inserted' }],
    ['+CME ERROR: 14', { state: 'busy', detail: 'the SIM is busy' }],
    ['ERROR', { state: 'busy', detail: 'AT+CPIN? was answered by ERROR' }],
  ])('answers %j', async (answer, expected) => {
    const { driver, until } = await openSynchronised(new ScriptedPort().answer('AT+CPIN?', answer));
    expect(await until(driver.checkSim())).toEqual(expected);
  });

  it('is ready on a Wavecom that leaves out the OK', async () => {
    const port = new ScriptedPort().answer('AT+CPIN?', '+CPIN: READY');
    const { driver, until } = await openSynchronised(port);
    expect(await until(driver.checkSim())).toEqual({ state: 'ready' });
  });

  it('gets its PIN', async () => {
    let locked = true;
    const port = new ScriptedPort()
      .answer('AT+CPIN?', () => `+CPIN: ${locked ? 'SIM PIN' : 'READY'}\r\n\r\nOK`)
      .answer('AT+CPINR="SIM PIN"', '+CPINR: SIM PIN,3,3\r\n\r\nOK')
      .answer('AT+CPIN="1234"', () => {
        locked = false;
        return 'OK';
      });
    const { driver, until } = await openSynchronised(port, { pin: '1234' });
    expect(await until(driver.checkSim())).toMatchObject({ state: 'busy' });
    expect(await until(driver.checkSim())).toEqual({ state: 'ready' });
    // a PIN that proved right is entered again after the modem has rebooted
    locked = true;
    await until(driver.checkSim());
    expect(port.count('AT+CPIN="1234"')).toBe(2);
  });

  it.each([
    ['refused', '+CME ERROR: 16'],
    ['never answered', ''],
  ])('does not get a PIN twice that was %s', async (_how, answer) => {
    const port = new ScriptedPort()
      .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
      .answer('AT+CPINR="SIM PIN"', 'ERROR')
      .answer('AT+CPIN="1234"', answer);
    const { driver, until } = await openSynchronised(port, { pin: '1234' });
    await until(driver.checkSim()).catch(() => undefined);
    await until(driver.synchronise());
    expect(await until(driver.checkSim())).toMatchObject({
      state: 'blocked',
      detail: expect.stringContaining('not tried again') as string,
    });
    expect(port.count('AT+CPIN="1234"')).toBe(1);
  });

  it('does not get its PIN with one try left', async () => {
    const port = new ScriptedPort()
      .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
      .answer('AT+CPINR="SIM PIN"', '+CPINR: SIM PIN,1,3\r\n\r\nOK');
    const { driver, until } = await openSynchronised(port, { pin: '1234' });
    expect(await until(driver.checkSim())).toMatchObject({ state: 'blocked' });
    expect(port.count('AT+CPIN="1234"')).toBe(0);
  });
});

describe('messages and reports', () => {
  const acknowledging = (): ScriptedPort =>
    new ScriptedPort()
      .answer('AT+CSMS=1', '+CSMS: 1,1,1\r\n\r\nOK')
      .answer('AT+CNMI=2,2,0,1,0', 'OK')
      .answer('AT+CNMA', 'OK');

  it('are stored and announced where they cannot be acknowledged', async () => {
    const port = new ScriptedPort();
    const { driver, until } = await openSynchronised(port);
    await until(driver.subscribe());
    expect(port.count('AT+CNMI=2,1,0,2,0')).toBe(1);
  });

  it('are handed over and acknowledged where AT+CSMS=1 is taken', async () => {
    const port = acknowledging();
    const { clock, driver, heard, until } = await openSynchronised(port);
    await until(driver.subscribe());
    port.say(`\r\n+CDS: 25\r\n${report}\r\n`);
    await clock.advance(10);
    port.say(`\r\n+CMT: ,23\r\n${message}\r\n`);
    await clock.advance(10);
    expect(heard).toMatchObject({ reports: [report], messages: [message] });
    expect(port.count('AT+CNMA')).toBe(2);
  });

  it('that could not be put on disk are given back to the network at once', async () => {
    const port = acknowledging().answer('AT+CNMA=2', 'OK');
    const { clock, driver, until } = await openSynchronised(port);
    await until(driver.subscribe());
    driver.listen({
      lost: () => undefined,
      rebooted: () => undefined,
      disturbed: () => undefined,
      registration: () => undefined,
      statusReport: () => Promise.reject(new Error('disk full')),
      deliver: async () => undefined,
    });
    port.say(`\r\n+CDS: 25\r\n${report}\r\n`);
    await clock.advance(10);
    expect(port.count('AT+CNMA')).toBe(0);
    expect(port.written.at(-1)).toBe('AT+CNMA=2');
  });

  it('were handed over no more by a modem that had forgotten its settings: they are set again at once, and what it stored is read', async () => {
    const port = acknowledging().answer('AT+CNMA', '+CMS ERROR: 340');
    const { clock, driver, heard, until } = await openSynchronised(port);
    await until(driver.subscribe());
    port.written.length = 0;
    port.say(`\r\n+CDS: 25\r\n${report}\r\n`);
    await clock.advance(10);
    expect(heard.reports).toEqual([report]);
    expect(port.written).toEqual(['AT+CNMA', 'AT+CSMS=1', 'AT+CNMI=2,2,0,1,0', 'AT+CPMS?', 'AT+CMGL=4']);
  });

  it('that come while the modem is out of step are acknowledged as soon as it is in step again', async () => {
    const port = acknowledging();
    const { clock, driver, heard, until } = await openSynchronised(port);
    await until(driver.subscribe());
    const exchange = driver.beginSubmit(16, () => undefined);
    await clock.advance(10);
    exchange.abandon();
    port.say(`\r\n+CDS: 25\r\n${report}\r\n`);
    await clock.advance(10);
    expect(heard.reports).toEqual([report]);
    expect(port.count('AT+CNMA')).toBe(0);
    await until(driver.synchronise());
    await clock.advance(10);
    expect(port.count('AT+CNMA')).toBe(1);
  });

  it('that were stored meanwhile are read, handed over, and only then deleted', async () => {
    const port = new ScriptedPort()
      .answer('AT+CMGL=4', `+CMGL: 3,1,,25\r\n${report}\r\n+CMGL: 7,0,,23\r\n${message}\r\n\r\nOK`)
      .answer('AT+CMGD=3', 'OK')
      .answer('AT+CMGD=7', 'OK');
    const { driver, heard, until } = await openSynchronised(port);
    await until(driver.subscribe());
    expect(heard).toMatchObject({ reports: [report], messages: [message] });
    expect(port.written.slice(-2)).toEqual(['AT+CMGD=3', 'AT+CMGD=7']);
  });

  it('of our own that the SIM holds are left alone', async () => {
    const port = new ScriptedPort().answer(
      'AT+CMGL=4',
      '+CMGL: 3,3,,13\r\n0001000B914477009000F0000041\r\n\r\nOK',
    );
    const { driver, heard, until } = await openSynchronised(port);
    await until(driver.subscribe());
    expect(heard).toMatchObject({ reports: [], messages: [] });
    expect(port.count('AT+CMGD=3')).toBe(0);
  });

  it('that are announced are read from where they really are', async () => {
    const port = new ScriptedPort()
      .answer('AT+CPMS="SR"', 'OK')
      .answer('AT+CMGR=0', `+CMGR: 0,,25\r\n${report}\r\n\r\nOK`)
      .answer('AT+CMGD=0', 'OK')
      .answer('AT+CGMI', 'Quectel\r\n\r\nOK');
    const { clock, driver, heard, until } = await openSynchronised(port);
    await until(driver.configure());
    await until(driver.subscribe());
    port.written.length = 0;
    port.say('\r\n+CDSI: "SM",0\r\n');
    await clock.advance(10);
    expect(heard.reports).toEqual([report]);
    expect(port.written).toEqual(['AT+CMGR=0', 'AT+CMGD=0']);
    expect(port.count('AT+CPMS="SR"')).toBe(0);
  });

  it('announced with slot -1 make it read all there is', async () => {
    const port = new ScriptedPort();
    const { clock, driver, until } = await openSynchronised(port);
    await until(driver.subscribe());
    const before = port.count('AT+CMGL=4');
    port.say('\r\n+CMTI: "SM",-1\r\n');
    await clock.advance(10);
    expect(port.count('AT+CMGL=4')).toBe(before + 1);
  });

  it('are told apart when one comes between the two lines of another, and in the middle of an answer', async () => {
    const port = acknowledging();
    port.answer(
      'AT+CSQ',
      `\r\n+CDS: 25\r\n\r\n+CMT: ,23\r\n${message}\r\n${report}\r\n\r\n+CSQ: 9,99\r\n\r\nOK\r\n`,
    );
    const { clock, driver, heard, until } = await openSynchronised(port);
    await until(driver.subscribe());
    expect(await until(driver.signal())).toBe(9);
    await clock.advance(10);
    expect(heard).toMatchObject({ reports: [report], messages: [message] });
  });
});

describe('an AT+CMGS exchange', () => {
  const pdu = '0001000B914477009000F0000341E19008';

  async function begin(port: ScriptedPort) {
    const opened = await openSynchronised(port);
    const events: SubmitEvent[] = [];
    const exchange = opened.driver.beginSubmit(16, (event) => {
      events.push(event);
      if (event.type === 'PROMPTED') exchange.writePdu(pdu);
    });
    await opened.clock.advance(10);
    return { ...opened, events, exchange };
  }

  const happy = (): ScriptedPort =>
    new ScriptedPort().answer('AT+CMGS=16', '\r\n> ').answer(`${pdu}\x1a`, '+CMGS: 42\r\n\r\nOK');

  it('writes the PDU and 0x1A in answer to the prompt, and no CR', async () => {
    const port = happy();
    const { events } = await begin(port);
    expect(events.map(({ type }) => type).filter((type) => !type.endsWith('_WRITTEN'))).toEqual([
      'PROMPTED',
      'REFERENCED',
    ]);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 42 });
    expect(port.written.slice(-2)).toEqual(['AT+CMGS=16', `${pdu}\x1a`]);
  });

  it.each([
    ['without a space', '\r\n>\r\n'],
    ['without a line end before it', '> '],
    ['after echo and indications', 'AT+CMGS=16\r\r\nRING\r\n\r\n^RSSI:14\r\n\r\n> '],
    ['after a stale OK', '\r\nOK\r\n\r\n> '],
    ['after the late answer to another', '\r\n+CMGS: 9\r\n\r\nOK\r\n\r\n> '],
  ])('finds a prompt %s', async (_how, prompt) => {
    const { events } = await begin(
      happy().answer('AT+CMGS=16', () => (prompt.startsWith('\r') ? prompt : `\r${prompt}`)),
    );
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 42 });
  });

  it.each([
    ['indications', '\r\n+CMTI: "SM",1,"MMS PUSH",2,1\r\n\r\n+CMGS: 42\r\n\r\n+ZDONR: 1\r\n\r\nOK\r\n'],
    ['the echo of the PDU', `\r\n${pdu}\r\n\r\n+CMGS: 42\r\n\r\nOK\r\n`],
    ['a report before the answer', `\r\n+CDS: 25\r\n${report}\r\n\r\n+CMGS: 42\r\n\r\nOK\r\n`],
    ['LF-only line ends', '\r+CMGS: 42\n\nOK\n'],
    ['a supply warning', '\r\nOVER-VOLTAGE WARNNING\r\n\r\n+CMGS: 42\r\n\r\nOK\r\n'],
  ])('finds the reference among %s', async (_what, answer) => {
    const { events } = await begin(happy().answer(`${pdu}\x1a`, answer));
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 42 });
  });

  it.each([
    ['+CMS ERROR: 500', { kind: 'CMS', code: 500 }],
    ['+CMS ERROR: invalid input value', { kind: 'CMS' }],
    ['+CME ERROR: 14', { kind: 'CME', code: 14 }],
    ['ERROR', { kind: 'ERROR' }],
    [`${pdu}\r\n\r\n+CMS ERROR: 500`, { kind: 'CMS', code: 500 }],
    [`${pdu}\r\n> \r\n+CMS ERROR: 513`, { kind: 'CMS', code: 513 }],
  ])('tells %j', async (answer, failure) => {
    const { events } = await begin(happy().answer(`${pdu}\x1a`, answer));
    expect(events.at(-1)).toMatchObject({ type: 'FAILED', failure });
  });

  it('does not take an OK without +CMGS for an answer', async () => {
    const { events } = await begin(happy().answer(`${pdu}\x1a`, 'OK'));
    expect(events.at(-1)).toMatchObject({ type: 'PDU_WRITTEN' });
  });

  it.each([
    ['an OK that comes before +CMGS', '\r\nOK\r\n\r\n+CMGS: 42\r\n'],
    ['an answer on the line of a second prompt', '\r\n> +CMGS: 42\r\n\r\nOK\r\n'],
    ['an answer on the line of the echoed PDU', `${pdu}\x1a+CMGS: 42\r\n\r\nOK\r\n`],
  ])('is not left in doubt by %s', async (_, answer) => {
    const { events } = await begin(happy().answer(`${pdu}\x1a`, answer));
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 42 });
  });

  it('is not left in doubt by a modem that vanishes between +CMGS and its OK', async () => {
    const { events } = await begin(happy().answer(`${pdu}\x1a`, '\r\n+CMGS: 42\r\n\r\nRDY\r\n'));
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 42 });
  });

  it('is lost when the modem reboots', async () => {
    const { events, heard } = await begin(happy().answer(`${pdu}\x1a`, 'RDY'));
    expect(events.at(-1)).toEqual({ type: 'LOST', detail: 'the modem rebooted (RDY)' });
    expect(heard.rebooted).toEqual(['RDY']);
  });

  it('is not lost by the last steps of the boot that was going on when the port was opened', async () => {
    const { events } = await begin(
      happy().answer(`${pdu}\x1a`, '\r\nSMS Ready\r\n\r\n+CMGS: 42\r\n\r\nOK\r\n'),
    );
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 42 });
  });

  it('is lost when the port goes', async () => {
    const port = happy().answer(`${pdu}\x1a`, '');
    const { clock, events, heard } = await begin(port);
    port.unplug();
    await clock.advance(10);
    expect(events.at(-1)?.type).toBe('LOST');
    expect(heard.lost).toHaveLength(1);
  });

  it('says so when not one byte of the PDU was written', async () => {
    const port = happy();
    const { driver, clock } = await openSynchronised(port);
    const events: SubmitEvent[] = [];
    const exchange = driver.beginSubmit(16, (event) => void events.push(event));
    exchange.writePdu(pdu);
    await clock.advance(10);
    expect(events[0]).toMatchObject({ type: 'PDU_NOT_STARTED' });
    expect(port.count(`${pdu}\x1a`)).toBe(0);
  });

  it('that was given up leaves nothing to be written before the modem is synchronised', async () => {
    const port = happy().answer(`${pdu}\x1a`, '');
    const { clock, driver, exchange, heard, until } = await begin(port);
    exchange.abandon();
    expect(heard.disturbed).toEqual(['AT+CMGS was given up']);
    const events: SubmitEvent[] = [];
    driver.beginSubmit(16, (event) => void events.push(event));
    await clock.advance(10);
    expect(events).toMatchObject([{ type: 'LOST' }]);
    await until(driver.synchronise());
    port.say('\r\n+CMGS: 42\r\n\r\nOK\r\n');
    await clock.advance(10);
    expect(events).toHaveLength(1);
  });
});

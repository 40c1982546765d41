import { describe, expect, it } from 'vitest';
import { ModemDriver } from '../../../hardware/driver/modem-driver';
import type { SubmitEvent } from '../../../src/dispatch/modem-port';
import { SimulatedClock } from '../../support/simulated-clock';
import { ScriptedPort } from '../scripted-port';
import { silentLogger } from '../silent-logger';

const PDU = '0001000B914477009000F0000341E19008';
const REPORT = '00020C0B914477009000F0111111111111001111111111110000';
const MESSAGE = '00040B914477009000F00000111111111111000441424344';

/** Indications seen on real modems, and some that nobody has seen yet. */
const INDICATIONS = [
  '\r\nRING\r\n',
  '\r\n^RSSI:14\r\n',
  '\r\n^BOOT:19250593,0,0,0,72\r\n',
  '\r\n+ZDONR: "Net",234,15,"CS_PS","ROAM_OFF"\r\n',
  '\r\n+CREG: 1\r\n',
  '\r\n+CREG: 5,"00A1","1C2F"\r\n',
  '\r\n+CUSD: 0,"Balance: OK",15\r\n',
  '\r\n+CMTI: "SM",1,"MMS PUSH",2,1\r\n',
  '\r\n^SMMEMFULL: "SM"\r\n',
  `\r\n+CDS: 26\r\n${REPORT}\r\n`,
  `\r\n+CMT: ,23\r\n${MESSAGE}\r\n`,
  '\r\n+CBM: 88\r\n001000DD001133DAED46ABD5\r\n',
  '\r\nNO CARRIER\r\n',
  '\r\nSMS Ready\r\n',
  '\r\nOVER-VOLTAGE WARNNING\r\n',
  '\r\n+NEVER SEEN: "OK","ERROR"\r\n',
  '\r\n%$ what is this\r\n',
];

/** What a modem says in the whole dialogue from ESC to the reference, once. */
async function converse(mangle?: (bytes: string) => string[]) {
  const port = new ScriptedPort()
    .answer('AT+CSMS=1', '+CSMS: 1,1,1\r\n\r\nOK')
    .answer('AT+CNMI=2,2,0,1,0', 'OK')
    .answer('AT+CNMA', 'OK')
    .answer('AT+CMGR=1', `+CMGR: 1,,23\r\n${MESSAGE}\r\n\r\nOK`)
    .answer('AT+CMGD=1', 'OK')
    .answer('AT+CMGS=16', '\r\n> ')
    .answer('PDU', '+CMGS: 42\r\n\r\nOK');
  if (mangle) port.mangle = mangle;
  const clock = new SimulatedClock();
  const config = { name: 'm', port: port.path, baudRate: 115_200, profile: 'auto', answerTimeout: 60_000 };
  const driver = new ModemDriver({ config, binding: port.binding, clock, logger: silentLogger });
  const disturbances: string[] = [];
  driver.listen({
    lost: (reason) => disturbances.push(reason),
    rebooted: (banner) => disturbances.push(banner),
    disturbed: (reason) => disturbances.push(reason),
    registration: () => undefined,
    statusReport: async () => undefined,
    deliver: async () => undefined,
  });
  const steps = async () => {
    await driver.open();
    await driver.synchronise();
    const identity = await driver.configure();
    const sim = await driver.checkSim();
    const registration = await driver.registration();
    await driver.subscribe();
    const status = await driver.status();
    const answer = await new Promise<SubmitEvent>((resolve) => {
      const exchange = driver.beginSubmit(16, (event) => {
        if (event.type === 'PROMPTED') exchange.writePdu(PDU);
        else if (!event.type.endsWith('_WRITTEN')) resolve(event);
      });
    });
    return { identity, sim, registration, status, answer };
  };
  let result: Awaited<ReturnType<typeof steps>> | undefined;
  let failure: unknown;
  steps().then(
    (done) => (result = done),
    (error: unknown) => (failure = error),
  );
  for (let passed = 0; passed < 120_000 && !result && !failure; passed += 100) await clock.advance(100);
  await driver.close();
  return { result, failure, disturbances };
}

/** Cuts the whole of what is said, counted over all answers, at the nth place that fits. */
function insertAt(place: number, indication: string, fits: RegExp): (bytes: string) => string[] {
  let seen = 0;
  return (bytes) => [
    bytes.replace(fits, (boundary) => (seen++ === place ? boundary + indication : boundary)),
  ];
}

function countBoundaries(fits: RegExp) {
  let seen = 0;
  return {
    mangle: (bytes: string) => [bytes.replace(fits, (boundary) => (seen++, boundary))],
    count: () => seen,
  };
}

const LINE_END = /\r\n/g;

describe('the whole dialogue', async () => {
  const undisturbed = await converse();
  const counter = countBoundaries(LINE_END);
  await converse(counter.mangle);

  it('goes well when nothing interferes', () => {
    expect(undisturbed).toMatchObject({ disturbances: [], failure: undefined });
    expect(undisturbed.result).toMatchObject({
      identity: { manufacturer: 'ACME', model: 'M1', imei: '490154203237518' },
      sim: { state: 'ready' },
      registration: { state: 'registered' },
      status: { signal: 17 },
      answer: { type: 'REFERENCED', reference: 42 },
    });
    expect(counter.count()).toBeGreaterThan(60);
  });

  it.each(INDICATIONS)('goes the same way with %j at any line boundary', async (indication) => {
    for (let place = 0; place < counter.count(); place++) {
      const disturbed = await converse(insertAt(place, indication, LINE_END));
      expect(disturbed, `at boundary ${place}`).toEqual(undisturbed);
    }
  });

  it('goes the same way byte by byte', async () => {
    expect(await converse((bytes) => [...bytes])).toEqual(undisturbed);
  });

  it('goes the same way with echo on', async () => {
    expect(await converse((bytes) => [`AT+CMGS=16\r${bytes}`])).toEqual(undisturbed);
  });

  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
  ])('goes the same way with lines ended by %s', async (_name, end) => {
    expect(await converse((bytes) => [bytes.replaceAll('\r\n', end)])).toEqual(undisturbed);
  });
});

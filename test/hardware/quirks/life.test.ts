import { describe, expect, it } from 'vitest';
import type { SerialBinding } from '../../../hardware/transport/binding';
import { explainOpenError } from '../../../hardware/transport/open-error';
import { createPinMemory } from '../../../src/outbox';
import { matchReport, type ReportCandidate } from '../../../src/report/match';
import { SimulatedClock } from '../../support/simulated-clock';
import { temporaryOutbox } from '../../support/temporary-outbox';
import { ModemDriver } from '../../../hardware/driver/modem-driver';
import { VolatilePinMemory } from '../../../hardware/driver/sim';
import { configOf, openDriver } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';
import { silentLogger } from '../silent-logger';

const MESSAGE = '00040B914477009000F00000111111111111000441424344';

describe('quirks of the life of a modem', () => {
  it.each([['RDY'], ['*ATREADY: 1']])('4. %s says that the modem boots', async (banner) => {
    const { port, clock, heard } = await openDriver(new ScriptedPort());
    port.say(`\r\n${banner}\r\n`);
    await clock.advance(10);
    expect(heard.rebooted).toHaveLength(1);
  });

  it.each([['Call Ready'], ['SMS Ready'], ['SMS DONE'], ['PB DONE'], ['+QIND: SMS DONE']])(
    '4. %s is the end of the boot that was going on when the port was opened, and later a reboot',
    async (step) => {
      const { port, clock, heard } = await openDriver(new ScriptedPort());
      port.say(`\r\n${step}\r\n`);
      await clock.advance(120_000);
      expect(heard.rebooted).toHaveLength(0);
      port.say(`\r\n${step}\r\n`);
      await clock.advance(10);
      expect(heard.rebooted).toHaveLength(1);
    },
  );

  it.each([['+CME ERROR: 14'], ['+CME ERROR: 515'], ['ERROR']])(
    '5. %s to AT+CPIN?: the SIM is busy, not absent',
    async (answer) => {
      const { driver, run } = await openDriver(new ScriptedPort().answer('AT+CPIN?', answer));
      expect(await run(driver.checkSim())).toMatchObject({ state: 'busy' });
    },
  );

  it('7. +CPIN: READY without a final OK (Wavecom), an unquoted +CREG: 2,1,0A,3799B', async () => {
    const port = new ScriptedPort()
      .answer('AT+CPIN?', '+CPIN: READY')
      .answer('AT+CREG?', '+CREG: 2,1,0A,3799B\r\n\r\nOK');
    const { driver, run } = await openDriver(port);
    expect(await run(driver.checkSim())).toEqual({ state: 'ready' });
    expect(await run(driver.registration())).toMatchObject({ state: 'registered' });
  });

  it('8. a bare AT answered by ERROR, and AT+CMEE=1 too', async () => {
    const port = new ScriptedPort().answer('AT', 'ERROR').answer('AT+CMEE=1', 'ERROR');
    const { driver, run } = await openDriver(port);
    expect(await run(driver.configure())).toMatchObject({ manufacturer: 'ACME' });
  });

  it('8. a bare AT answered only the second time (autobauding)', async () => {
    let asked = 0;
    const port = new ScriptedPort().answer('AT', () => (asked++ === 0 ? undefined : 'OK'));
    await expect(openDriver(port)).resolves.toBeDefined();
  });

  it('9. reports stored in "SR" but announced as +CDSI: "SM" (EC25) are read where they are', async () => {
    const port = new ScriptedPort()
      .answer('AT+CGMI', 'Quectel\r\n\r\nOK')
      .answer('AT+CPMS="SR"', '+CPMS: 1,5,0,30,0,30\r\n\r\nOK')
      .answer('AT+CMGR=0', `+CMGR: 0,,23\r\n${MESSAGE}\r\n\r\nOK`)
      .answer('AT+CMGD=0', 'OK');
    const { driver, run, clock } = await openDriver(port);
    await run(driver.configure());
    port.say('\r\n+CDSI: "SM",0\r\n');
    await clock.advance(100);
    expect(port.written.slice(-3)).toEqual(['AT+CPMS="SR"', 'AT+CMGR=0', 'AT+CMGD=0']);
  });

  it('9. a modem that knows only ds 0 and 1 (SIM800L) is asked for no other', async () => {
    const port = new ScriptedPort()
      .answer('AT+CNMI=?', '+CNMI: (0-3),(0-3),(0,2,3),(0,1),(0,1)\r\n\r\nOK')
      .answer('AT+CNMI=2,1,0,1,0', 'OK');
    const { driver, run } = await openDriver(port);
    await run(driver.subscribe());
    expect(port.count('AT+CNMI=2,1,0,1,0')).toBe(1);
  });

  it.each([['+CMTI: "SM",-1'], ['^SMMEMFULL: "SM"']])('9. %s: all that is stored is read', async (line) => {
    const port = new ScriptedPort()
      .answer('AT+CMGL=4', `+CMGL: 3,1,,23\r\n${MESSAGE}\r\n\r\nOK`)
      .answer('AT+CMGD=3', 'OK');
    const { heard, clock } = await openDriver(port);
    port.say(`\r\n${line}\r\n`);
    await clock.advance(100);
    expect(heard.messages).toEqual([MESSAGE]);
    expect(port.count('AT+CMGD=3')).toBe(1);
  });

  it('9. AT+CPMS= answered by a bare OK, +CMTI with more fields', async () => {
    const port = new ScriptedPort()
      .answer('AT+CPMS="SM"', 'OK')
      .answer('AT+CMGR=1', `+CMGR: 0,,23\r\n${MESSAGE}\r\n\r\nOK`)
      .answer('AT+CMGD=1', 'OK');
    const { heard, clock } = await openDriver(port);
    port.say('\r\n+CMTI: "SM",1,"MMS PUSH",2,1\r\n');
    await clock.advance(100);
    expect(heard.messages).toEqual([MESSAGE]);
  });

  it('13. a modem that was renumbered is found by its IMEI, and another one in its place is left alone', async () => {
    const ports = new Map<string, ScriptedPort>();
    const place = (path: string, imei: string) => {
      const port = new ScriptedPort(path).answer('AT+CGSN', `${imei}\r\n\r\nOK`);
      ports.set(path, port);
      return port;
    };
    const [ours, other] = ['490154203237518', '356938035643809'];
    place('/dev/ttyUSB0', other);
    place('/dev/ttyUSB3', ours);
    const binding: SerialBinding = {
      list: async () => [...ports.keys()].map((path) => ({ path }) as never),
      open: (options) => ports.get(options.path)!.binding.open(options),
    };
    const clock = new SimulatedClock();
    const config = configOf(ports.get('/dev/ttyUSB0')!, { imei: ours });
    const driver = new ModemDriver({ config, binding, clock, logger: silentLogger });
    let opened = false;
    void driver.open().then(() => (opened = true));
    // names are resolved by the real file system, which the simulated clock does not wait for
    for (let passed = 0; passed < 60_000 && !opened; passed += 100) await clock.advance(100);
    expect(opened).toBe(true);
    expect([...ports].map(([path, { open }]) => [path, open])).toEqual([
      ['/dev/ttyUSB0', false],
      ['/dev/ttyUSB3', true],
    ]);
    let identity: unknown;
    void driver.synchronise().then(async () => (identity = await driver.configure()));
    await clock.advance(2_000);
    expect(identity).toMatchObject({ imei: ours });
  });

  it.each([14, 515])(
    '15. a SIM that was too busy for its PIN (CME %i) was locked out for good',
    async (code) => {
      for (const tries of ['+CPINR: SIM PIN,3,3\r\n\r\nOK', 'ERROR']) {
        const port = new ScriptedPort()
          .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
          .answer('AT+CPINR="SIM PIN"', tries)
          .answer('AT+CPIN="1234"', `+CME ERROR: ${code}`);
        const { driver, run } = await openDriver(port, { pin: '1234' });
        expect(await run(driver.checkSim())).toMatchObject({ state: 'busy' });
        port.answer('AT+CPIN="1234"', 'OK');
        expect(await run(driver.checkSim())).toMatchObject({ state: 'busy', detail: 'SIM PIN entered' });
        expect(port.count('AT+CPIN="1234"')).toBe(2);
      }
    },
  );

  it('15. nor is one tried for ever whose modem only says that the SIM is busy', async () => {
    const port = new ScriptedPort()
      .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
      .answer('AT+CPINR="SIM PIN"', 'ERROR')
      .answer('AT+CPIN="1234"', '+CME ERROR: 14');
    const { driver, run } = await openDriver(port, { pin: '1234' });
    for (let i = 0; i < 5; i++) await run(driver.checkSim());
    expect(port.count('AT+CPIN="1234"')).toBe(2);
  });

  it('15. a wrong PIN is not tried twice, not after a restart either; another one is', async () => {
    const clock = new SimulatedClock();
    const { database, outbox } = temporaryOutbox(clock);
    const check = async (pin: string) => {
      const port = new ScriptedPort()
        .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
        .answer('AT+CPINR="SIM PIN"', '+CPINR: SIM PIN,3,3\r\n\r\nOK')
        .answer(`AT+CPIN="${pin}"`, '+CME ERROR: 16');
      const pinMemory = createPinMemory(database, outbox.commits, 'stick');
      const { driver, run } = await openDriver(port, { pin }, { pinMemory });
      const state = await run(driver.checkSim());
      return { state, entered: port.count(`AT+CPIN="${pin}"`) };
    };
    expect((await check('1234')).entered).toBe(1);
    expect(await check('1234')).toMatchObject({ state: { state: 'blocked' }, entered: 0 });
    expect((await check('5678')).entered).toBe(1);
    const rows = JSON.stringify(database.prepare('SELECT * FROM pin_entered').all());
    expect(rows).not.toMatch(/1234|5678/);
  });

  it.each([
    ['two tries are left', '+CPINR: SIM PIN,2,3\r\n\r\nOK', 'only 2 of its tries left', 0],
    ['the modem does not tell of tries', 'ERROR', 'the modem does not tell how many tries are left', 0],
    ['all tries are left', '+CPINR: SIM PIN,3,3\r\n\r\nOK', undefined, 1],
  ])(
    '15. probe and hil, run again and again, spent the tries of a SIM: %s',
    async (_, tries, why, entered) => {
      const port = new ScriptedPort()
        .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
        .answer('AT+CPINR="SIM PIN"', tries)
        .answer('AT+CPIN="1234"', 'OK');
      const pinMemory = new VolatilePinMemory('unknown');
      const { driver, run } = await openDriver(port, { pin: '1234' }, { pinMemory });
      const state = await run(driver.checkSim());
      expect(port.count('AT+CPIN="1234"')).toBe(entered);
      if (why === undefined) expect(state).toEqual({ state: 'busy', detail: 'SIM PIN entered' });
      else expect(state).toMatchObject({ state: 'blocked', detail: expect.stringContaining(why) as string });
    },
  );

  it('15. no PIN is entered when fewer than two tries are left', async () => {
    const port = new ScriptedPort()
      .answer('AT+CPIN?', '+CPIN: SIM PIN\r\n\r\nOK')
      .answer('AT+CPINR="SIM PIN"', '+CPINR: SIM PIN,1,3\r\n\r\nOK');
    const { driver, run } = await openDriver(port, { pin: '1234' });
    expect(await run(driver.checkSim())).toMatchObject({ state: 'blocked' });
    expect(port.written.some((line) => line.startsWith('AT+CPIN='))).toBe(false);
  });

  it('16. what is stored is drained at the start, and deleted once it is taken', async () => {
    const port = new ScriptedPort()
      .answer('AT+CMGL=4', `+CMGL: 5,1,,23\r\n${MESSAGE}\r\n\r\nOK`)
      .answer('AT+CMGD=5', 'OK');
    const { driver, run, heard } = await openDriver(port);
    await run(driver.subscribe());
    expect(heard.messages).toEqual([MESSAGE]);
    expect(port.written.at(-1)).toBe('AT+CMGD=5');
  });

  it('17. after the wrap of TP-MR a report belongs to the newest open segment of its number', () => {
    const segment = (messageId: number, changes: Partial<ReportCandidate> = {}): ReportCandidate => ({
      attemptId: messageId,
      sequence: 1,
      messageId,
      recipient: '447700900001',
      intentAt: messageId * 1_000,
      reference: 7,
      reportStatus: null,
      reportScts: null,
      ...changes,
    });
    const report = { reference: 7, address: '+447700900001', scts: null };
    expect(matchReport(report, [segment(1), segment(257)])?.messageId).toBe(257);
    expect(matchReport(report, [segment(1), segment(257, { reportStatus: 0 })])?.messageId).toBe(1);
    expect(matchReport(report, [segment(1, { recipient: '447700900002' })])).toBeUndefined();
  });

  it.each([['EBUSY: resource busy'], ['Error Resource temporarily unavailable Cannot lock port']])(
    '20. %s: ModemManager is named, with mmcli and the udev rule',
    (message) => {
      const { message: words } = explainOpenError('/dev/ttyUSB0', new Error(message));
      expect(words).toMatch(/ModemManager.*mmcli.*udev/);
    },
  );
});

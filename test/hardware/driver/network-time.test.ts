import { describe, expect, it } from 'vitest';
import { readClock } from '../../../hardware/driver/network-time';
import { openDriver } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';

describe('the clock of a modem', () => {
  it.each([
    ['"26/07/04,12:00:00+00"', '2026-07-04T12:00:00Z'],
    ['"26/07/04,12:00:00+08"', '2026-07-04T10:00:00Z'],
    ['"26/01/01,00:30:00-22"', '2026-01-01T06:00:00Z'],
    ['"2026/07/04,12:00:00+22"', '2026-07-04T06:30:00Z'],
    ['"26/07/04, 12:00:00+00"', '2026-07-04T12:00:00Z'],
    ['26/07/04,12:00:00+00', '2026-07-04T12:00:00Z'],
    ['"80/01/06,00:00:14+00"', '2080-01-06T00:00:14Z'],
  ])('%s is %s', (values, iso) => expect(readClock(values)).toBe(Date.parse(iso)));

  it.each(['"26/07/04,12:00:00"', '"26/13/45,99:00:00+00"', '"00/00/00,00:00:00+00"', ''])(
    '%j, without a zone or without a date, names no moment',
    (values) => expect(readClock(values)).toBeUndefined(),
  );
});

const CCLK = '+CCLK: "26/07/04,12:00:00+04"\r\n\r\nOK';
const TIME = Date.UTC(2026, 6, 4, 11);

async function configured(port: ScriptedPort, wanted: boolean) {
  const opened = await openDriver(port.answer('AT+CCLK?', CCLK));
  opened.wanted.time = wanted;
  await opened.run(opened.driver.configure());
  const look = () => opened.run(opened.driver.status());
  return { ...opened, look };
}

describe('a modem is asked for the time of its network', () => {
  it('when it is wanted: at the start, and in turn from then on', async () => {
    const port = new ScriptedPort().answer('AT+CTZU=1', 'OK');
    const { look, heard } = await configured(port, true);
    expect(port.written.at(-1)).toBe('AT+CTZU=1');
    for (let minute = 0; minute < 6; minute++) await look();
    expect(port.count('AT+CTZU=1')).toBe(1);
    expect(heard.times).toEqual([TIME, TIME]);
  });

  it('not otherwise', async () => {
    const { look, port, heard } = await configured(new ScriptedPort(), false);
    port.say('\r\n*PSUTTZ: 2026,7,4,11,0,0,"+4",0\r\n');
    for (let minute = 0; minute < 6; minute++) await look();
    expect(port.written.filter((line) => /CTZU|CCLK/.test(line))).toEqual([]);
    expect(heard.times).toEqual([]);
  });

  it('one command a look, where the doubt comes later', async () => {
    const port = new ScriptedPort().answer('AT+CTZU=1', 'OK');
    const { look, wanted, heard } = await configured(port, false);
    for (let minute = 0; minute < 4; minute++) await look();
    wanted.time = true;
    port.written.length = 0;
    await look();
    await look();
    expect(port.written).toEqual(['AT+CTZU=1', 'AT+CCLK?']);
    expect(heard.times).toEqual([TIME]);
  });

  it.each(['+CTZV: "+04",0', '+CTZE: "+04",0,"2026/07/04,12:00:00"', '*PSUTTZ: 2026,7,4,11,0,0,"+4",0'])(
    'at the next look after %s',
    async (indication) => {
      const { look, port, clock, heard } = await configured(
        new ScriptedPort().answer('AT+CTZU=1', 'OK'),
        true,
      );
      await look();
      port.written.length = 0;
      port.say(`\r\n${indication}\r\n`);
      await clock.advance(10);
      await look();
      expect(port.written).toEqual(['AT+CCLK?']);
      expect(heard.times).toEqual([TIME, TIME]);
    },
  );

  it('in the words of its make', async () => {
    const port = new ScriptedPort()
      .answer('AT+CGMI', 'SIMCOM_Ltd\r\n\r\nOK')
      .answer('AT+CTZU=1', 'ERROR')
      .answer('AT+CLTS=1', 'OK');
    await configured(port, true);
    expect(port.written.slice(-2)).toEqual(['AT+CTZU=1', 'AT+CLTS=1']);
  });

  it('and one that knows no time is used all the same', async () => {
    const { look, port, heard } = await configured(new ScriptedPort().answer('AT+CTZU=1', 'ERROR'), true);
    port.answer('AT+CCLK?', '+CME ERROR: 4');
    expect(await look()).toMatchObject({ signal: 17 });
    expect(heard.times).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { openDriver } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';

describe('a command that the modem may do without', () => {
  it('that is never answered is written once, and the modem is synchronised behind it', async () => {
    const port = new ScriptedPort().answer('AT+CSQ', '');
    const { driver, run } = await openDriver(port);
    expect(await run(driver.signal())).toBeNull();
    expect(await run(driver.signal())).toBeNull();
    expect(port.written).toEqual(['AT+CSQ', '\x1b', 'AT+CMGF?']);
  });

  it('is asked again once the modem is configured anew', async () => {
    const port = new ScriptedPort().answer('AT+CSQ', '');
    const { driver, run } = await openDriver(port);
    await run(driver.signal());
    port.answer('AT+CSQ', '+CSQ: 9,99\r\n\r\nOK');
    await run(driver.configure());
    expect(await run(driver.signal())).toBe(9);
  });

  it('and was answered before is waited for: the modem hangs', async () => {
    const port = new ScriptedPort();
    const { driver, run, heard } = await openDriver(port);
    expect(await run(driver.signal())).toBe(17);
    port.answer('AT+CSQ', '');
    await expect(run(driver.signal())).rejects.toThrow('AT+CSQ: was not answered within 5000 ms');
    expect(heard.disturbed).toHaveLength(1);
  });

  it('is no excuse for a modem that answers nothing at all', async () => {
    const port = new ScriptedPort();
    const { driver, run } = await openDriver(port);
    port.answer('AT+CSQ', '').answer('AT', '').answer('AT+CMGF?', '');
    await expect(run(driver.signal())).rejects.toThrow('AT was not answered');
  });
});

describe('PDU mode', () => {
  it('is taken from a modem that knows no other, and so not the command', async () => {
    const port = new ScriptedPort().answer('AT+CMGF=0', 'ERROR').answer('AT+CMGF?', '+CMGF: 0\r\n\r\nOK');
    const { driver, run } = await openDriver(port);
    await run(driver.subscribe());
  });

  it.each([['ERROR'], ['+CMGF: 1\r\n\r\nOK']])(
    'is named where it is missing (AT+CMGF? %j)',
    async (answer) => {
      const port = new ScriptedPort().answer('AT+CMGF=0', '+CMS ERROR: 303').answer('AT+CMGF?', answer);
      const { driver, run } = await openDriver(port);
      await expect(run(driver.subscribe())).rejects.toThrow(
        'PDU mode is needed, and AT+CMGF=0 was answered by +CMS ERROR: 303',
      );
    },
  );
});

describe('a modem that tells of no registration', () => {
  const mute = (operator: string): ScriptedPort =>
    new ScriptedPort()
      .answer('AT+CREG?', 'ERROR')
      .answer('AT+CEREG?', '+CME ERROR: 100')
      .answer('AT+COPS?', operator);

  it.each([
    ['+COPS: 0,0,"ACME"\r\n\r\nOK', 'registered'],
    ['+COPS: 0\r\n\r\nOK', 'idle'],
    ['ERROR', 'untold'],
    ['+CME ERROR: 30', 'idle'],
    ['', 'untold'],
  ])('and answers AT+COPS? by %j: %s', async (operator, state) => {
    const { driver, run } = await openDriver(mute(operator));
    expect(await run(driver.registration())).toMatchObject({ state });
  });

  it('because its SIM is not there is not registered', async () => {
    const port = mute('ERROR').answer('AT+CREG?', '+CME ERROR: 10');
    const { driver, run } = await openDriver(port);
    expect(await run(driver.registration())).toMatchObject({
      state: 'idle',
      raw: '+CREG answered by +CME ERROR: 10',
    });
  });
});

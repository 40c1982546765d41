import { describe, expect, it } from 'vitest';
import { openDriver } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';

describe('a modem that was in step before', () => {
  it('is in step again with the answer to one question, without a silence', async () => {
    const port = new ScriptedPort();
    const { driver, clock } = await openDriver(port);
    const before = clock.monotonic();
    let done = false;
    void driver.synchronise().then(() => (done = true));
    await clock.advance(1);
    expect(done).toBe(true);
    expect(clock.monotonic() - before).toBeLessThanOrEqual(1);
    expect(port.written).toEqual(['\x1b', 'AT+CMGF?']);
  });

  it.each(['OK', '+CMS ERROR: 500', 'ERROR', '+CMGS: 7\r\n\r\nOK'])(
    'does not take a stale %s for the answer',
    async (stale) => {
      const port = new ScriptedPort();
      const { driver, run } = await openDriver(port);
      port.answer('AT+CMGF?', `${stale}\r\n\r\n+CMGF: 0\r\n\r\nOK`);
      await run(driver.synchronise());
      expect(port.written).toEqual(['\x1b', 'AT+CMGF?']);
      expect(await run(driver.signal())).toBe(17);
    },
  );

  it.each(['', 'OK', 'ERROR'])(
    'that answers the question by "%s" is brought in step by AT and silence',
    async (answer) => {
      const port = new ScriptedPort().answer('AT+CMGF?', answer);
      const { driver, run } = await openDriver(port);
      await run(driver.synchronise());
      expect(port.written).toEqual(['\x1b', 'AT+CMGF?', '\x1b', 'AT']);
      expect(await run(driver.signal())).toBe(17);
    },
  );
});

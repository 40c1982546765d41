import { describe, expect, it } from 'vitest';
import { TryLaterError } from '../../src/access/try-later';
import { RateLimit } from '../../src/server/limits';
import { SimulatedClock } from '../support/simulated-clock';
import { CONFIG, createHarness, formOf, SEND_SMS, basic } from './support';

describe('a rate of requests', () => {
  it('lets half a minute of them through at once, then one for each that is earned', async () => {
    const clock = new SimulatedClock();
    const limit = new RateLimit(60, clock.monotonic);
    const taken = () => {
      try {
        limit.take('192.0.2.1');
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(TryLaterError);
        return false;
      }
    };
    expect(Array.from({ length: 31 }, taken)).toEqual([...Array<boolean>(30).fill(true), false]);
    await clock.advance(2000);
    expect([taken(), taken(), taken()]).toEqual([true, true, false]);
    limit.take('192.0.2.2');
  });
});

describe('a machine that asks too often', () => {
  const { app } = createHarness({ config: { ...CONFIG, limits: { connections: 1, requestsPerMinute: 2 } } });
  const from = (remoteAddress: string, url: string, payload?: string, headers = {}) =>
    app.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url,
      remoteAddress,
      headers: {
        ...(payload !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(payload !== undefined && { payload }),
    });

  it('is answered 40 by the EAPI and 429 elsewhere, and others are not', async () => {
    expect((await from('192.0.2.1', SEND_SMS, formOf())).body).toMatch(/^0\|/);
    const refused = await from('192.0.2.1', SEND_SMS, formOf());
    expect([refused.statusCode, refused.body]).toEqual([200, '40|too many requests; try again in 30 s|']);
    const json = await from('192.0.2.1', '/v1/messages', undefined, basic('panel', 'secret'));
    expect([json.statusCode, json.headers['retry-after']]).toEqual([429, '30']);
    expect(json.json()).toMatchObject({ title: 'Too Many Requests', status: 429 });
    expect((await from('192.0.2.1', '/healthz')).statusCode).toBe(429);
    expect((await from('192.0.2.2', SEND_SMS, formOf())).body).toMatch(/^0\|/);
    for (let i = 0; i < 5; i++) expect((await from('127.0.0.1', SEND_SMS, formOf())).body).toMatch(/^0\|/);
  });
});

describe('guessing', () => {
  it('is answered 23, then 40 or 429 with the seconds to wait', async () => {
    const { app, log } = createHarness();
    const guess = async (password: string) =>
      (
        await app.inject({
          method: 'POST',
          url: SEND_SMS,
          payload: formOf({ password }),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).body;
    for (let i = 0; i < 10; i++) expect(await guess(`guess ${i}`)).toMatch(/^23\|invalid credentials/);
    expect(await guess('guess 11')).toBe('40|too many wrong passwords; try again in 1 s|');
    const json = await app.inject({ url: '/v1/messages', headers: basic('panel', 'secret') });
    expect([json.statusCode, json.headers['retry-after']]).toEqual([429, '1']);
    expect(log.join('\n')).not.toMatch(/guess \d/);
  });

  it('shows nothing of a password that was put behind the name with a semicolon', async () => {
    const { app, log } = createHarness();
    const { body } = await app.inject({
      method: 'POST',
      url: SEND_SMS,
      payload: 'username=panel;password=hunter2;msisdn=447700900001;message=Hi',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(body).toBe('23|invalid credentials (username was: panel)|');
    expect(log.join('\n')).not.toContain('hunter2');
  });
});

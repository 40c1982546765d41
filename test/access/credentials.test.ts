import { beforeEach, describe, expect, it } from 'vitest';
import { Credentials } from '../../src/access/credentials';
import { hashPassword } from '../../src/access/password-hash';
import { TryLaterError } from '../../src/access/try-later';
import { anAccount } from '../server/support';
import { SimulatedClock } from '../support/simulated-clock';

const HERE = '127.0.0.1';
let clock: SimulatedClock;
let credentials: Credentials;
let guesses = 0;

beforeEach(() => {
  clock = new SimulatedClock();
  credentials = new Credentials(
    [anAccount(), anAccount({ username: 'other', password: 'x' })],
    clock.monotonic,
  );
});

/** Of no known password, and computed in no time. */
const CHEAP_HASH = `$scrypt$ln=1,r=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** What becomes of one try: the account's name, `wrong`, or the seconds to wait. */
async function attempt(username: string, password: string, address = HERE): Promise<string | number> {
  try {
    return (await credentials.check(username, password, address))?.username ?? 'wrong';
  } catch (error) {
    if (error instanceof TryLaterError) return error.retryAfter;
    throw error;
  }
}

async function guess(times: number, address: string | ((i: number) => string) = HERE, username = 'panel') {
  const seen: (string | number)[] = [];
  for (let i = 0; i < times; i++) {
    const from = typeof address === 'string' ? address : address(i);
    seen.push(await attempt(username, `guess ${guesses++}`, from));
  }
  return seen;
}

describe('guessing a password', () => {
  it('is answered slower and slower, up to a minute', async () => {
    expect(await guess(11)).toEqual([...Array<string>(10).fill('wrong'), 1]);
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const [refused] = await guess(1);
      expect(refused).toBe(seconds);
      await clock.advance(seconds * 1000);
      expect(await guess(1)).toEqual(['wrong']);
    }
  });

  it('does not keep the right user out for good: what is tried meanwhile makes it no longer', async () => {
    await guess(10);
    expect(await guess(1000)).toEqual(Array(1000).fill(1));
    expect(await attempt('panel', 'secret')).toBe(1);
    await clock.advance(1000);
    expect(await attempt('panel', 'secret')).toBe('panel');
    expect(await guess(10)).toEqual(Array(10).fill('wrong'));
  });

  it('does not touch the same account elsewhere, nor another account here, once these have got in', async () => {
    await attempt('panel', 'secret', '192.0.2.1');
    await attempt('other', 'x');
    await guess(100);
    expect(await attempt('panel', 'secret', '192.0.2.1')).toBe('panel');
    expect(await attempt('other', 'x')).toBe('other');
  });

  it('from many networks waits for all that never got in', async () => {
    await attempt('panel', 'secret', '192.0.2.1');
    await guess(100, (i) => `198.51.100.${i}`);
    expect(await attempt('panel', 'secret', '203.0.113.9')).toBeTypeOf('number');
    expect(await attempt('panel', 'secret', '192.0.2.1')).toBe('panel');
  });

  it('at one account after the other waits as well', async () => {
    for (let i = 0; i < 30; i++) expect(await guess(1, HERE, `user ${i}`)).toEqual(['wrong']);
    expect(await guess(1, HERE, 'user 31')).toEqual([1]);
  });

  it('from all addresses of one IPv6 customer is from one', async () => {
    await guess(10, (i) => `2001:db8:0:1::${i + 1}`);
    expect(await attempt('panel', 'x', '2001:db8:0:1:ffff::1')).toBe(1);
    expect(await attempt('panel', 'x', '2001:db8:0:2::1')).toBe('wrong');
  });
});

it('a device that goes on with an old password is no guesser', async () => {
  for (let i = 0; i < 1000; i++) expect(await attempt('panel', 'the old one')).toBe('wrong');
  expect(await attempt('panel', 'secret')).toBe('panel');
});

it('an empty password is wrong, and no guess', async () => {
  for (let i = 0; i < 100; i++) expect(await attempt('panel', '')).toBe('wrong');
  expect(await attempt('panel', 'secret')).toBe('panel');
});

describe('a hashed password', () => {
  it('is looked at once, and compared from then on', async () => {
    const password = await hashPassword('secret');
    credentials = new Credentials([anAccount({ password })], clock.monotonic);
    expect(await attempt('panel', 'wrong')).toBe('wrong');
    expect(await attempt('nobody', 'secret')).toBe('wrong');
    expect(await attempt('panel', 'secret')).toBe('panel');
    // Not a promise: nothing is computed.
    expect(credentials.check('panel', 'secret', HERE)).toMatchObject({ username: 'panel' });
    expect(await attempt('panel', password)).toBe('wrong');
  });

  it('lets only so many wait', async () => {
    credentials = new Credentials([anAccount({ password: CHEAP_HASH })], clock.monotonic);
    const tries = Array.from({ length: 40 }, async (_, i) => attempt('panel', `${i}`, `192.0.2.${i}`));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(8);
  });
});

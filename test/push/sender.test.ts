import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, describe, expect, it } from 'vitest';
import { Pushes, type PushKind } from '../../src/outbox';
import { PushSender } from '../../src/push/sender';
import { nextTry, rulesOf, type PushAnswer } from '../../src/push/rules';
import { anAccount } from '../server/support';
import { eventually } from '../support/daemon-process';
import { startReceiver } from '../support/receiver';
import { silentLogger } from '../support/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';
import { temporaryOutbox } from '../support/temporary-outbox';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function start() {
  const clock = new SimulatedClock();
  const { outbox, database } = temporaryOutbox(clock);
  const receiver = await startReceiver();
  const pushes = new Pushes(database, outbox.commits);
  const { url } = receiver;
  const accounts = [anAccount({ push: { status: `${url}/s`, replies: `${url}/r`, webhook: `${url}/w` } })];
  const begin = async () => {
    const sender = new PushSender({ pushes, accounts, clock, logger: silentLogger });
    onTestFinished(() => sender.stop());
    await sender.start();
    return sender;
  };
  const add = (kind: PushKind, account = 'panel') =>
    outbox.commits.write(() => pushes.add(account, kind, 'a=1', clock.now()));
  const tellOf = (messageId: number, what: string) =>
    outbox.commits.write(() =>
      pushes.add('panel', 'status', `id=${messageId}&${what}`, clock.now(), messageId),
    );
  /** Waits until so many pushes have come to something, in real time: the receiver is a real one. */
  const settled = (requests: number) =>
    eventually(`${requests} requests`, () => {
      const due = pushes.due('panel', clock.now(), 10).length;
      return receiver.seen.length >= requests && due === 0 ? true : undefined;
    });
  return { clock, pushes, receiver, begin, add, tellOf, settled };
}

describe('a push', () => {
  it('that is not taken is tried again after 60 minutes, 3 hours and 12 hours, then dropped, across restarts', async () => {
    const { clock, pushes, receiver, begin, add, settled } = await start();
    receiver.answerWith(200, '');
    await add('status');
    let sender = await begin();
    await settled(1);
    for (const [n, pause] of [HOUR, 3 * HOUR, 12 * HOUR].entries()) {
      await clock.advance(pause - 1_000);
      expect(receiver.seen).toHaveLength(n + 1);
      await sender.stop();
      sender = await begin();
      await clock.advance(1_000);
      await settled(n + 2);
    }
    await eventually('it to be dropped', () => (pushes.waiting === 0 ? true : undefined));
    await clock.advance(100 * HOUR);
    expect(receiver.seen).toHaveLength(4);
  });

  it('of a state that nobody took was told after the next one, an hour later', async () => {
    const { clock, pushes, receiver, begin, tellOf, settled } = await start();
    receiver.answerWith(503);
    await tellOf(7, 'status=10');
    await tellOf(8, 'status=10');
    const sender = await begin();
    await settled(2);
    await eventually('both to wait', () =>
      pushes.due('panel', clock.now(), 9).length === 0 ? true : undefined,
    );
    receiver.answerWith(200, 'OK');
    await tellOf(7, 'status=11');
    sender.pump();
    await settled(3);
    await eventually('one to wait', () => (pushes.waiting === 1 ? true : undefined));
    await clock.advance(HOUR);
    await settled(4);
    expect(receiver.seen.slice(2).map(({ query }) => [query['id'], query['status']])).toEqual([
      ['7', '11'],
      ['8', '10'],
    ]);
  });

  it('that is taken is not told again', async () => {
    const { clock, pushes, receiver, begin, add } = await start();
    await add('status');
    await begin();
    await eventually('it to be taken', () => (pushes.waiting === 0 ? true : undefined));
    await clock.advance(100 * HOUR);
    expect(receiver.seen).toMatchObject([{ method: 'GET', path: '/s', query: { a: '1' } }]);
  });

  it('of an account that is no longer configured is dropped', async () => {
    const { pushes, begin, add } = await start();
    await add('status', 'gone');
    await begin();
    await eventually('it to be dropped', () => (pushes.waiting === 0 ? true : undefined));
  });

  it('does not wait longer than its pause when the clock was put back', async () => {
    const { clock, pushes, begin, add, settled } = await start();
    await add('status');
    await pushes.again(1, clock.now() + 400 * 24 * HOUR);
    await begin();
    await settled(1);
  });

  it('waited until those of an account whose receiver never answers had been given up', async () => {
    const { pushes, add, clock, receiver } = await start();
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close().closeAllConnections());
    const status = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const accounts = [
      anAccount({ username: 'hung', push: { status } }),
      anAccount({ push: { status: `${receiver.url}/s` } }),
    ];
    for (let i = 0; i < 24; i++) await add('status', 'hung');
    await add('status');
    const sender = new PushSender({ pushes, accounts, clock, logger: silentLogger });
    onTestFinished(() => sender.stop());
    await sender.start();
    await eventually('the other to be told', () => (receiver.seen.length === 1 ? true : undefined));
  });

  it('is one of many: more than are sent at once are all sent', async () => {
    const { pushes, begin, add, clock, receiver } = await start();
    for (let i = 0; i < 30; i++) await add(i % 2 === 0 ? 'status' : 'sent');
    await begin();
    await eventually('all to be taken', async () => {
      await clock.advance(1);
      return pushes.waiting === 0 ? true : undefined;
    });
    expect(receiver.seen).toHaveLength(30);
  });
});

describe('the rules', () => {
  const ok = { status: 200, length: 1 };
  it.each<[PushKind, PushAnswer, string]>([
    ['status', ok, 'taken'],
    ['status', { status: 200, length: 0 }, 'again'],
    ['status', { status: 404, length: 9 }, 'again'],
    ['status', undefined, 'again'],
    ['reply', ok, 'taken'],
    ['reply', { status: 500, length: 1 }, 'again'],
    ['reply', { status: 503, length: 1 }, 'refused'],
    ['reply', { status: 404, length: 1 }, 'refused'],
    ['sent', { status: 204, length: 0 }, 'taken'],
    ['sent', { status: 410, length: 0 }, 'refused'],
    ['received', { status: 302, length: 0 }, 'again'],
    ['received', undefined, 'again'],
  ])('of %s with answer %o: %s', (kind, answer, verdict) => {
    expect(rulesOf(kind).judge(answer)).toBe(verdict);
  });

  it('of a webhook try again for two days', () => {
    const push = { id: 1, account: 'panel', kind: 'sent' as const, payload: '[]', createdAt: 0, tries: 0 };
    expect(nextTry(push, 0)).toBe(1.5 * MINUTE);
    expect(nextTry({ ...push, tries: 4 }, 0)).toBe(15 * MINUTE);
    expect(nextTry({ ...push, tries: 150 }, 47 * HOUR)).toBe(47 * HOUR + 15 * MINUTE);
    expect(nextTry({ ...push, tries: 190 }, 48 * HOUR)).toBeUndefined();
  });
});

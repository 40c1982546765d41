import { expect, it, onTestFinished } from 'vitest';
import { startTarget, tryOne } from '../fuzz/http/target';
import { Random } from '../support/random';
import { temporaryFolder } from '../support/temporary-outbox';

it('1,000 random and broken requests to every way in are answered or closed, none with 500', async () => {
  const target = await startTarget(temporaryFolder());
  onTestFinished(() => target.daemon.stop());
  const random = new Random(20_261_122);
  const seen = new Set<number>();
  for (let i = 0; i < 1000; i++) for (const status of await tryOne(target, random)) seen.add(status);
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 401, 404]));
  expect((await fetch(`${target.daemon.url}/healthz`)).ok).toBe(true);
}, 60_000);

import { expect, it } from 'vitest';
import { startWorld } from '../support/daemon-in-process';

it('a modem that refuses AT+CMGS before the intent is on disk leaves no doubt behind', async () => {
  const { post, ended, gateway } = await startWorld({
    policy: 'fallbackAfter: 0s',
    faults: [{ do: 'refuse', error: 'CMS 302', at: 'command', times: 1 }],
  });
  await gateway.unplug();
  await post({ message: 'x' });
  const { route } = await ended(1);
  expect(route.state).toBe('submitted');
  expect(route.attempts.filter(({ outcome }) => outcome === null)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { freePort } from '../support/daemon-process';
import { gsmFallback } from './program';

describe('demo', () => {
  it('--exit shows three messages to their end: one by the gateway, two by the modem', async () => {
    const { code, stdout, stderr } = await gsmFallback([
      'demo',
      '--exit',
      '--port',
      String(await freePort()),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.slice(stdout.indexOf('Result')).split('\n').slice(1, 4)).toEqual([
      expect.stringMatching(/message 1 .*1 segment *: submitted by the gateway/),
      expect.stringMatching(/message 2 .*1 segment *: delivered by the modem/),
      expect.stringMatching(/message 3 .*2 segments *: delivered by the modem/),
    ]);
  });
});

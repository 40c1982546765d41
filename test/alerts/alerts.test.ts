import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Alerts, type Alert } from '../../src/alerts/alerts';
import { createAlertHook } from '../../src/alerts/hook';
import { watchGateway } from '../../src/dispatch/gateway-alerts';
import { eventually } from '../support/daemon-process';
import { startReceiver } from '../support/receiver';
import { silentLogger } from '../support/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';
import { temporaryFolder } from '../support/temporary-outbox';

function start() {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const alerts = new Alerts(clock, silentLogger, ({ about, count }, state) =>
    told.push(`${about} ${state} ${count}`),
  );
  return { clock, alerts, told };
}

describe('an alert', () => {
  it('is told of once, again after an hour, and when it is over', async () => {
    const { clock, alerts, told } = start();
    alerts.raise('gateway g', '23');
    alerts.raise('gateway g', '23');
    await clock.advance(3_600_000);
    alerts.raise('gateway g', '23');
    expect(alerts.current).toMatchObject([{ about: 'gateway g', count: 3, since: Date.UTC(2026, 0, 1) }]);
    alerts.clear('gateway g');
    alerts.clear('gateway g');
    expect(told).toEqual(['gateway g raised 1', 'gateway g goes on 3', 'gateway g over 3']);
    expect(alerts.current).toEqual([]);
  });

  it('is raised by what a gateway refuses for good, and cleared by the next message it accepts', () => {
    const { alerts, told } = start();
    const watch = watchGateway(alerts, 'g');
    for (const code of ['24', '26', '40', '201'])
      watch({ kind: 'refused', what: 'path', permanent: true, code });
    expect(told).toEqual([]);
    for (const code of ['22', '23', '25', '27'])
      watch({ kind: 'refused', what: 'path', permanent: true, code });
    expect(alerts.current).toMatchObject([{ text: '27: the daily quota is exceeded' }]);
    expect(told).toHaveLength(4);
    watch({ kind: 'accepted' });
    expect(alerts.current).toEqual([]);
  });
});

describe('the hook of alerts', () => {
  const alert: Alert = { about: 'modem stick', text: 'PIN', since: 0, lastAt: 0, count: 1 };

  it('gives the program the alert on its standard input, and posts it', async () => {
    const receiver = await startReceiver();
    const file = join(temporaryFolder(), 'alert.json');
    const hook = createAlertHook(
      { command: ['sh', '-c', 'cat > "$0.part" && mv "$0.part" "$0"', file], url: `${receiver.url}/alert` },
      silentLogger,
    );
    hook(alert, 'raised');
    const [{ body }] = await eventually('the post', () =>
      receiver.seen[0] ? [receiver.seen[0]] : undefined,
    );
    const expected = {
      about: 'modem stick',
      text: 'PIN',
      state: 'raised',
      since: '1970-01-01T00:00:00.000Z',
    };
    expect(JSON.parse(body)).toMatchObject(expected);
    const read = await eventually('the program', () => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return undefined;
      }
    });
    expect(JSON.parse(read)).toMatchObject(expected);
  });

  it('that cannot be run is a line in the log', async () => {
    const lines: string[] = [];
    const warn = (_: object, sentence: string) => void lines.push(sentence);
    createAlertHook({ command: ['/nowhere/at/all'] }, { ...silentLogger, warn })(alert, 'raised');
    await eventually('the line', () => lines[0]);
    expect(lines).toEqual(['alerts.command failed']);
  });
});

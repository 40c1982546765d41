import { expect, it } from 'vitest';
import type { FaultRule } from '../../hardware/virtual-modem';
import { startModemPath } from './modem-path';

const numbers = Array.from({ length: 40 }, (_, i) => `4477009001${String(i).padStart(2, '0')}`);

it.each(['CMS 310', 'CMS 330'])(
  'one modem that refused for good (%s) ended messages that the other would have taken',
  async (error) => {
    const refusing: FaultRule = { do: 'refuse', error };
    const { accept, network, queue, until, virtual, stop } = await startModemPath([
      { name: 'one', faults: [refusing] },
      { name: 'two' },
    ]);
    for (const number of numbers) await accept(number, 'x');
    await until(() => queue.counts().submitted === numbers.length);
    expect(network.accepted.filter(({ from }) => from === virtual[1]!.number)).toHaveLength(numbers.length);
    await stop();
  },
);

it('two modems share the work', async () => {
  const { accept, network, until, virtual, stop } = await startModemPath([{ name: 'one' }, { name: 'two' }]);
  for (const number of numbers) await accept(number, 'x');
  await until(() => network.accepted.length === numbers.length);
  for (const { number } of virtual)
    expect(network.accepted.filter(({ from }) => from === number).length).toBeGreaterThan(10);
  expect(new Set(network.accepted.map(({ to }) => to)).size).toBe(numbers.length);
  await stop();
});

it.each(['unplugged', 'not registered', 'hanging'])(
  'work goes to the other modem while one is %s, and to both again afterwards',
  async (what) => {
    const { accept, network, lanes, until, virtual, queue, stop } = await startModemPath([
      { name: 'one' },
      { name: 'two' },
    ]);
    const [one, two] = virtual as [(typeof virtual)[0], (typeof virtual)[0]];
    if (what === 'unplugged') one.unplug();
    else if (what === 'not registered') one.setRegistration(2);
    else one.hang();
    await until(() => !lanes[0]!.ready);
    for (const number of numbers) await accept(number, 'x');
    await until(() => queue.counts().submitted === numbers.length);
    expect(new Set(network.accepted.map(({ from }) => from))).toEqual(new Set([two.number]));

    if (what === 'unplugged') one.plug();
    else if (what === 'not registered') one.setRegistration(1);
    else {
      one.powerOff();
      one.powerOn();
    }
    await until(() => lanes[0]!.ready);
    for (const number of numbers) await accept(number, 'y');
    await until(() => network.accepted.length === 2 * numbers.length);
    expect(network.accepted.some(({ from }) => from === one.number)).toBe(true);
    await stop();
  },
);

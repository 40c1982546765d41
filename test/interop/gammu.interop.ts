import { expect, it } from 'vitest';
import { run } from './support/process';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT, textOf } from './support/workplace';

describeProgram('gammu', { programs: ['gammu'], packages: 'gammu' }, (place) => {
  const gammu = (...args: string[]): Promise<string> => {
    const config = place().file('gammurc', `[gammu]\ndevice = ${place().link}\nconnection = at115200\n`);
    return run('gammu', ['-c', config, ...args]);
  };

  it('says who the modem is', async () => {
    expect(await gammu('--identify')).toContain(place().modem.imei);
  });

  it('sends a message and asks for a report', async () => {
    expect(await gammu('sendsms', 'TEXT', RECIPIENT, '-report', '-text', SHORT)).toContain(
      'message reference=0',
    );
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT, mr: 0, srr: true }]);
  });

  it('sends a long message', async () => {
    await gammu('sendsms', 'TEXT', RECIPIENT, '-autolen', '500', '-text', LONG);
    const taken = await place().taken();
    expect(taken.map(({ concat }) => concat?.sequence)).toEqual([1, 2, 3]);
    expect(textOf(taken)).toBe(LONG);
  });

  it('sends what the default alphabet cannot say', async () => {
    await gammu('sendsms', 'TEXT', RECIPIENT, '-unicode', '-text', 'Дверь открыта');
    expect(await place().taken()).toMatchObject([{ text: 'Дверь открыта', alphabet: '16bit' }]);
  });

  it('reads what came, and deletes it', async () => {
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    const all = await gammu('getallsms');
    expect(all).toContain(SENDER);
    expect(all).toContain('Arm it');
    await gammu('deletesms', '1', '1');
    expect(await gammu('getallsms')).not.toContain('Arm it');
  });

  it('asks for the balance', async () => {
    expect(await gammu('getussd', '*100#')).toContain('Balance 5.00');
  });
});

import { expect, it } from 'vitest';
import { run } from './support/process';
import { describeProgram, LONG, RECIPIENT, SENDER, SHORT, textOf } from './support/workplace';

describeProgram('gnokii', { programs: ['gnokii'], packages: 'gnokii-cli' }, (place) => {
  const gnokii = (args: string[], input = ''): Promise<string> => {
    const config = place().file(
      'gnokiirc',
      [
        '[global]',
        `port = ${place().link}`,
        'model = AT',
        'connection = serial',
        'smsc_timeout = 15',
        '',
      ].join('\n'),
    );
    return run('gnokii', ['--config', config, ...args], { input });
  };

  it('says who the modem is', async () => {
    expect(await gnokii(['--identify'])).toContain(place().modem.imei);
  });

  it('sends a message and asks for a report', async () => {
    expect(await gnokii(['--sendsms', RECIPIENT, '-r'], SHORT)).toContain('Send succeeded with reference 0');
    expect(await place().taken()).toMatchObject([{ to: RECIPIENT, text: SHORT, mr: 0, srr: true }]);
  });

  it('sends a long message', async () => {
    await gnokii(['--sendsms', RECIPIENT], LONG);
    const taken = await place().taken();
    expect(taken.map(({ concat }) => concat?.sequence)).toEqual([1, 2, 3]);
    expect(textOf(taken)).toBe(LONG);
  });

  it('reads what came, and deletes it', async () => {
    place().network.deliver(place().modem.number, { from: SENDER, text: 'Arm it' });
    const message = await gnokii(['--getsms', 'SM', '1', '1', '-d']);
    expect(message).toContain('Arm it');
    expect(message).toContain(SENDER);
    expect(await gnokii(['--showsmsfolderstatus'])).toMatch(/SIM card +SM +0/);
  });
});

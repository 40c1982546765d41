import { describe, expect, it } from 'vitest';
import { chooseRouting, routingCommand } from '../../../hardware/driver/routing';

describe('routing of messages and reports', () => {
  it.each([
    ['(0-2),(0-3),(0,2,3),(0-2),(0,1)', true, 'AT+CNMI=2,2,0,1,0'],
    ['(0-2),(0-3),(0,2,3),(0-2),(0,1)', false, 'AT+CNMI=2,1,0,2,0'],
    ['(0,1,2),(0,1,2,3),(0,2),(0,1),(0,1)', false, 'AT+CNMI=2,1,0,1,0'],
    ['(0,1),(0,1),(0),(0,2),(1)', true, 'AT+CNMI=1,1,0,2,1'],
    ['(0),(0),(0),(0)', true, 'AT+CNMI=0,0,0,0,0'],
    ['(1-3),(0-3),(2),(1),(0,1)', false, 'AT+CNMI=2,1,2,1,0'],
  ])('of %s, acknowledged %s: %s', (offer, acknowledges, command) =>
    expect(routingCommand(chooseRouting(offer, acknowledges)!)).toBe(command),
  );

  it.each(['', '(),(),()', 'nonsense', '2,1'])('is none of %j', (offer) =>
    expect(chooseRouting(offer, true)).toBeUndefined(),
  );
});

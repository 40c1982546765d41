import { describe, expect, it } from 'vitest';
import { chooseRouting, routingValues } from '../../../hardware/driver/routing';

describe('routing of messages and reports', () => {
  it.each([
    ['(0-2),(0-3),(0,2,3),(0-2),(0,1)', true, '2,2,0,1,0'],
    ['(0-2),(0-3),(0,2,3),(0-2),(0,1)', false, '2,1,0,2,0'],
    ['(0,1,2),(0,1,2,3),(0,2),(0,1),(0,1)', false, '2,1,0,1,0'],
    ['(0,1),(0,1),(0),(0,2),(1)', true, '1,1,0,2,1'],
    ['(0),(0),(0),(0)', true, '0,0,0,0,0'],
    ['(1-3),(0-3),(2),(1),(0,1)', false, '2,1,2,1,0'],
  ])('of %s, acknowledged %s: %s', (offer, acknowledges, command) =>
    expect(routingValues(chooseRouting(offer, acknowledges)!)).toBe(command),
  );

  it.each(['', '(),(),()', 'nonsense', '2,1'])('is none of %j', (offer) =>
    expect(chooseRouting(offer, true)).toBeUndefined(),
  );
});

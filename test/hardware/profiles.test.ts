import { describe, expect, it } from 'vitest';
import { chooseProfile, PROFILE_NAMES } from '../../hardware/profiles';

describe('profiles', () => {
  it.each([
    ['SIMCOM_Ltd', 'SIMCOM_SIM800L', 'simcom'],
    ['INCORPORATED', 'A7670E-FASE', 'simcom'],
    ['Quectel', 'EC25', 'quectel'],
    ['huawei', 'E3372', 'huawei'],
    ['u-blox', 'LARA-L6004', 'generic'],
    ['', '', 'generic'],
  ])('%s %s is %s', (manufacturer, model, name) =>
    expect(chooseProfile('auto', manufacturer, model).name).toBe(name),
  );

  it('takes the one that is asked for, whatever the modem says', () =>
    expect(chooseProfile('huawei', 'Quectel', 'EC25').name).toBe('huawei'));

  it('names those there are when an unknown one is asked for', () =>
    expect(() => chooseProfile('sim800', '', '')).toThrow(
      `profile "sim800": expected auto or one of ${PROFILE_NAMES.join(', ')}`,
    ));
});

import type { Profile } from './profile';

export type { Profile } from './profile';

const GENERIC: Profile = { name: 'generic', matches: /^/ };

const PROFILES: readonly Profile[] = [
  {
    name: 'simcom',
    matches: /sim ?com|\bSIM[789]\d{2}|\bA76\d{2}/i,
    pinTries: { command: 'AT+SPIC', answer: '+SPIC', tries: /^(\d+)/ },
    networkTime: ['AT+CTZU=1', 'AT+CLTS=1'],
  },
  { name: 'quectel', matches: /quectel/i, reportMemory: 'SR', networkTime: ['AT+CTZU=3'] },
  {
    name: 'huawei',
    matches: /huawei/i,
    quieten: 'AT^CURC=0',
    pinTries: { command: 'AT^CPIN?', answer: '^CPIN', tries: /^[^,]*,[^,]*,[^,]*,(\d+)/ },
  },
  GENERIC,
];

/** Names that `profile:` takes, besides `auto`. */
export const PROFILE_NAMES: readonly string[] = PROFILES.map(({ name }) => name);

/** The profile asked for by name, or with `auto` the one that fits what the modem says it is. Throws on an unknown name. */
export function chooseProfile(name: string, manufacturer: string, model: string): Profile {
  if (name === 'auto') {
    const says = `${manufacturer} ${model}`;
    return PROFILES.find(({ matches }) => matches.test(says)) ?? GENERIC;
  }
  const profile = PROFILES.find((candidate) => candidate.name === name);
  if (!profile) {
    throw new Error(`profile ${JSON.stringify(name)}: expected auto or one of ${PROFILE_NAMES.join(', ')}`);
  }
  return profile;
}

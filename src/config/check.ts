import { looksHashed, parseHash } from '../access/password-hash';
import { ANY_PORT } from './modem-schema';
import type { ConfigFile } from './schema';

const UNREADABLE_HASH = 'begins like a hash but is none; expected what gsm-fallback hash prints';

export interface Complaint {
  /** Where in the file: keys and list positions. */
  path: PropertyKey[];
  message: string;
}

/** What no single entry can know: names that must be unique, or must exist. */
export function checkReferences(file: ConfigFile, profiles?: readonly string[]): Complaint[] {
  const complaints: Complaint[] = [];
  if (file.gateways.length + file.modems.length === 0) {
    complaints.push({ path: [], message: 'expected at least one path: an entry in gateways or in modems' });
  }
  const unique = (list: 'accounts' | 'gateways' | 'modems', names: string[], key: string): void =>
    names.forEach((name, i) => {
      if (names.indexOf(name) !== i) {
        complaints.push({
          path: [list, i, key],
          message: `${JSON.stringify(name)} is used twice in ${list}`,
        });
      }
    });
  unique(
    'accounts',
    file.accounts.map((a) => a.username),
    'username',
  );
  unique(
    'gateways',
    file.gateways.map((g) => g.name),
    'name',
  );
  unique(
    'modems',
    file.modems.map((m) => m.name),
    'name',
  );
  unique(
    'modems',
    // Those without a port are told apart by their imei.
    file.modems.map((m) => m.port).filter((port) => port !== ANY_PORT),
    'port',
  );

  file.accounts.forEach(({ policy }, i) => {
    if (!(policy in file.policies)) {
      const known = Object.keys(file.policies).join(', ');
      complaints.push({
        path: ['accounts', i, 'policy'],
        message: `no policy is named ${JSON.stringify(policy)}; there are: ${known}`,
      });
    }
  });
  file.modems.forEach(({ profile }, i) => {
    if (profiles && profile !== 'auto' && !profiles.includes(profile)) {
      complaints.push({
        path: ['modems', i, 'profile'],
        message: `expected auto or one of ${profiles.join(', ')}, got ${JSON.stringify(profile)}`,
      });
    }
  });
  const has = { gateway: file.gateways.length > 0, modem: file.modems.length > 0 };
  for (const [name, { routes, fallbackAfter, giveUpAfter }] of Object.entries(file.policies)) {
    const crosses = has.gateway && has.modem && routes.length > 1 && routes[0] === 'gateway';
    if (crosses && fallbackAfter > giveUpAfter) {
      complaints.push({
        path: ['policies', name, 'fallbackAfter'],
        message: `${fallbackAfter / 1000}s is longer than giveUpAfter, ${giveUpAfter / 1000}s: the message would expire before the modem takes it`,
      });
    }
    if ((has.gateway || has.modem) && !routes.some((route) => has[route])) {
      complaints.push({
        path: ['policies', name, 'routes'],
        message: `no ${routes.join(' or ')} is configured`,
      });
    }
  }
  file.accounts.forEach(({ password }, i) => {
    if (password !== undefined && looksHashed(password) && !parseHash(password)) {
      complaints.push({ path: ['accounts', i, 'password'], message: UNREADABLE_HASH });
    }
  });
  (['accounts', 'gateways'] as const).forEach((list) =>
    file[list].forEach(({ password, passwordFile }, i) => {
      if ((password === undefined) === (passwordFile === undefined)) {
        complaints.push({ path: [list, i], message: 'expected either password or passwordFile' });
      }
    }),
  );
  return complaints;
}

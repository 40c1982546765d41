import { isBrokenHash } from '../access/password-hash';
import { ANY_PORT } from './modem-schema';
import { COLON_IN_USERNAME } from './scalars';
import type { References } from './references';

export const UNREADABLE_HASH = 'begins like a hash but is none; expected what gsm-fallback hash prints';

export interface Complaint {
  /** Where in the file: keys and list positions. */
  path: PropertyKey[];
  message: string;
}

/** What no single setting can know: names that must be unique, or must exist, and what goes together. */
export function checkReferences(references: References, profiles?: readonly string[]): Complaint[] {
  return [
    ...checkPaths(references),
    ...checkNames(references),
    ...checkAccounts(references),
    ...checkModems(references, profiles),
    ...checkPolicies(references),
    ...checkPasswords(references),
  ];
}

function checkPaths({ gateways, modems }: References): Complaint[] {
  if (gateways?.length !== 0 || modems?.length !== 0) return [];
  return [{ path: [], message: 'expected at least one path: an entry in gateways or in modems' }];
}

function checkNames({ accounts, gateways, modems }: References): Complaint[] {
  const unique = (list: string, key: string, names: (string | null | undefined)[] = []): Complaint[] =>
    names.flatMap((name, i) =>
      typeof name !== 'string' || names.indexOf(name) === i
        ? []
        : [{ path: [list, i, key], message: `${JSON.stringify(name)} is used twice in ${list}` }],
    );
  // Modems without a port are told apart by their imei.
  const ports = modems?.map(({ port }) => (port === ANY_PORT ? undefined : port));
  return [
    ...unique(
      'accounts',
      'username',
      accounts?.map(({ username }) => username),
    ),
    ...unique(
      'gateways',
      'name',
      gateways?.map(({ name }) => name),
    ),
    ...unique(
      'modems',
      'name',
      modems?.map(({ name }) => name),
    ),
    ...unique('modems', 'port', ports),
  ];
}

function checkAccounts({ accounts, policies }: References): Complaint[] {
  if (!accounts || !policies) return [];
  const known = Object.keys(policies).join(', ');
  return accounts.flatMap(({ policy }, i) =>
    policy === null || Object.hasOwn(policies, policy)
      ? []
      : [
          {
            path: ['accounts', i, 'policy'],
            message: `no policy is named ${JSON.stringify(policy)}; there are: ${known}`,
          },
        ],
  );
}

function checkModems({ modems }: References, profiles?: readonly string[]): Complaint[] {
  return (modems ?? []).flatMap(({ profile, port, imei }, i) => {
    const complaints: Complaint[] = [];
    if (imei === undefined && (port === undefined || port === ANY_PORT))
      complaints.push({
        path: ['modems', i, 'port'],
        message: 'expected a port, or the imei by which to find it',
      });
    if (profiles && profile !== null && profile !== 'auto' && !profiles.includes(profile))
      complaints.push({
        path: ['modems', i, 'profile'],
        message: `expected auto or one of ${profiles.join(', ')}, got ${JSON.stringify(profile)}`,
      });
    return complaints;
  });
}

function checkPolicies({ gateways, modems, policies }: References): Complaint[] {
  // A list that is wrong as a whole may name paths.
  const has = { gateway: gateways?.length !== 0, modem: modems?.length !== 0 };
  if (!has.gateway && !has.modem) return [];
  return Object.entries(policies ?? {}).flatMap(([name, { routes, fallbackAfter, giveUpAfter }]) => {
    const complaints: Complaint[] = [];
    if (routes === null) return complaints;
    const crosses = has.gateway && has.modem && routes.length > 1 && routes[0] === 'gateway';
    if (crosses && fallbackAfter !== null && giveUpAfter !== null && fallbackAfter > giveUpAfter)
      complaints.push({
        path: ['policies', name, 'fallbackAfter'],
        message: `${fallbackAfter / 1000}s is longer than giveUpAfter, ${giveUpAfter / 1000}s: the message would expire before the modem takes it`,
      });
    if (!routes.some((route) => has[route]))
      complaints.push({
        path: ['policies', name, 'routes'],
        message: `no ${routes.join(' or ')} is configured`,
      });
    return complaints;
  });
}

function checkPasswords({ accounts, gateways }: References): Complaint[] {
  const complaints: Complaint[] = [];
  accounts?.forEach(({ password }, i) => {
    if (typeof password === 'string' && isBrokenHash(password))
      complaints.push({ path: ['accounts', i, 'password'], message: UNREADABLE_HASH });
  });
  gateways?.forEach(({ protocol, username }, i) => {
    if (protocol === 'json' && username?.includes(':'))
      complaints.push({ path: ['gateways', i, 'username'], message: COLON_IN_USERNAME });
  });
  for (const [list, entries] of Object.entries({ accounts, gateways })) {
    entries?.forEach(({ password, passwordFile }, i) => {
      const isNoMap = password === null && passwordFile === null;
      if (!isNoMap && (password === undefined) === (passwordFile === undefined))
        complaints.push({ path: [list, i], message: 'expected either password or passwordFile' });
    });
  }
  return complaints;
}

import type { Config, Policy } from '../config/types';
import { ValidationError, type Submission } from './submission';

/** The policy that a submission is accepted under: its account's, or the one it names, with what it overrides. */
export function policyOf(config: Config, { account, route, wish }: Submission): Policy {
  const named = wish?.policy ?? config.accounts.find(({ username }) => username === account)?.policy;
  const { policy: name = named ?? 'default', ...changes } = wish ?? {};
  const base = Object.hasOwn(config.policies, name) ? config.policies[name] : undefined;
  if (!base) {
    const known = Object.keys(config.policies).join(', ');
    throw new ValidationError('route', `no policy is named ${JSON.stringify(name)}; there are: ${known}`);
  }
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const policy: Policy = given.length === 0 ? base : { ...base, ...Object.fromEntries(given) };
  const routes = route === 'auto' ? policy.routes : [route];
  const has = { gateway: config.gateways.length > 0, modem: config.modems.length > 0 };
  if (!routes.some((path) => has[path])) {
    throw new ValidationError('route', `no ${routes.join(' or ')} is configured`);
  }
  return policy;
}

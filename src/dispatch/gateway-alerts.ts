import type { Alerts } from '../alerts/alerts';
import type { Outcome } from '../submission/outcome';

/** Codes with which a gateway says that it needs a person: 22, 23, 25, 27 of the EAPI, and their like of the JSON API. */
const MEANINGS: Readonly<Record<string, string>> = {
  '22': 'internal fatal error',
  '23': 'it refuses the username and password that are configured for it',
  '25': 'not sufficient credits',
  '27': 'the daily quota is exceeded',
  'HTTP 401': 'it refuses the username and password that are configured for it',
  'HTTP 403': 'not sufficient credits, or not allowed',
  'HTTP 404': 'there is no such call at the address that is configured for it',
};

/** Raises an alert when a gateway refuses what a person has to see to, and clears it when it accepts a message again. */
export function watchGateway(alerts: Alerts, name: string): (outcome: Outcome) => void {
  const about = `gateway ${name}`;
  return (outcome) => {
    if (outcome.kind === 'accepted') alerts.clear(about);
    const meaning = outcome.kind === 'refused' ? MEANINGS[outcome.code] : undefined;
    if (meaning !== undefined) alerts.raise(about, `${outcome.code}: ${meaning}`);
  };
}

import type { Result } from '../suite/check';
import type { Findings } from '../suite/run-suite';
import { maskNumber } from '../suite/words';
import { countVerdicts } from './counts';
import { maskImei } from './mask-imei';
import { suggestProfile } from './profile-suggestion';

/** Raised when a name in the document changes its meaning, or goes. */
const VERSION = 1;

/** The findings as one JSON document; IMEI and number are masked. Times are whole milliseconds. */
export function jsonReport(findings: Findings): string {
  const { port, to, startedAt, identity, capabilities, results, quirks, messages, interrupted } = findings;
  const counts = countVerdicts(results);
  const document = {
    hil: VERSION,
    verdict: counts.failed > 0 ? 'failed' : interrupted ? 'interrupted' : 'passed',
    counts,
    port,
    startedAt,
    ms: Math.round(findings.ms),
    modem: { ...identity, imei: maskImei(identity.imei) },
    messages: { to: to === undefined ? null : maskNumber(to), ...messages },
    checks: results.map(describe),
    capabilities: Object.fromEntries(capabilities),
    quirks: quirks.map(({ sentence }) => sentence),
    profileSuggestion: suggestProfile(findings) ?? null,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const describe = ({ check: { name, about }, verdict, ms, detail, advice }: Result) => ({
  name,
  about,
  verdict,
  ms: Math.round(ms),
  detail,
  advice: advice ?? null,
});

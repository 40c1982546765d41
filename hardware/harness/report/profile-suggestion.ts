import type { Findings } from '../suite/run-suite';

/** An entry for `hardware/profiles`, where what was seen gives reason for one. */
export function suggestProfile({
  identity,
  quirks,
}: Pick<Findings, 'identity' | 'quirks'>): string | undefined {
  const fields = Object.assign({}, ...quirks.map(({ profile }) => profile ?? {})) as Record<string, string>;
  if (Object.keys(fields).length === 0) return undefined;
  const name = identity.manufacturer.split(/\s/)[0]?.toLowerCase() || 'its-name';
  const model = (identity.model || identity.manufacturer).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const lines = Object.entries(fields).map(([field, value]) => `  ${field}: ${JSON.stringify(value)},`);
  return [`{`, `  name: ${JSON.stringify(name)},`, `  matches: /${model}/i,`, ...lines, `}`].join('\n');
}

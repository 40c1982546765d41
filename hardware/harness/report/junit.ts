import type { Result } from '../suite/check';
import type { Findings } from '../suite/run-suite';
import { countVerdicts } from './counts';
import { maskImei } from './mask-imei';

/** The findings as JUnit XML: one suite, one case a check. */
export function junitReport(findings: Findings): string {
  const { results, identity, port, startedAt, ms, messages, quirks } = findings;
  const { failed, skipped } = countVerdicts(results);
  const counts = { tests: results.length, failures: failed, errors: 0, skipped };
  const time = inSeconds(ms);
  const properties = {
    port,
    manufacturer: identity.manufacturer,
    model: identity.model,
    revision: identity.revision,
    imei: maskImei(identity.imei),
    profile: identity.profile,
    messages: `${messages.spent} of ${messages.limit}`,
  };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', { name: 'gsm-fallback hil', ...counts, time }),
    open('testsuite', { name: 'hil', ...counts, time, timestamp: startedAt.replace(/\.\d+Z$/, '') }),
    '<properties>',
    ...Object.entries(properties).map(([name, value]) => tag('property', { name, value })),
    '</properties>',
    ...results.map((result) => testCase(result, `hil.${identity.model || 'modem'}`)),
    ...(quirks.length > 0
      ? [`<system-out>${escape(quirks.map(({ sentence }) => sentence).join('\n'))}</system-out>`]
      : []),
    '</testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function testCase({ check, verdict, ms, detail, advice }: Result, classname: string): string {
  const head = open('testcase', { classname, name: check.name, time: inSeconds(ms) });
  switch (verdict) {
    case 'passed':
      return `${head}<system-out>${escape(detail)}</system-out></testcase>`;
    case 'skipped':
      return `${head}${tag('skipped', { message: detail })}</testcase>`;
    case 'failed':
      return `${head}${open('failure', { message: detail, type: 'Failure' })}${escape(advice ?? '')}</failure></testcase>`;
  }
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);

type Attributes = Readonly<Record<string, string | number>>;

const open = (name: string, attributes: Attributes): string => `<${name}${written(attributes)}>`;
const tag = (name: string, attributes: Attributes): string => `<${name}${written(attributes)}/>`;

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 has no way to say (section 2.2) becomes a question mark: modems say such things. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}

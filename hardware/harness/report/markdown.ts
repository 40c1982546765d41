import type { Result } from '../suite/check';
import type { Findings } from '../suite/run-suite';
import { maskNumber, seconds } from '../suite/words';
import { countVerdicts } from './counts';
import { maskImei } from './mask-imei';
import { suggestProfile } from './profile-suggestion';

const SIGNS: Readonly<Record<Result['verdict'], string>> = {
  passed: 'ok',
  failed: '**FAILED**',
  skipped: 'skipped',
};

/** The findings as Markdown, fit to be attached to an issue: IMEI and number are masked. */
export function markdownReport(findings: Findings): string {
  const { identity, results, quirks, capabilities, messages, to, interrupted } = findings;
  const title =
    [identity.manufacturer, identity.model].filter(Boolean).join(' ') || 'a modem that gives no name';
  const suggestion = suggestProfile(findings);
  return [
    `# ${cell(title)}: ${verdictOf(findings)}`,
    '',
    ...table(
      ['modem', ''],
      [
        ['manufacturer', identity.manufacturer],
        ['model', identity.model],
        ['revision', identity.revision],
        ['IMEI', maskImei(identity.imei)],
        ['profile', identity.profile],
        ['port', findings.port],
        [
          'messages',
          to === undefined ? 'none' : `${messages.spent} of at most ${messages.limit}, to ${maskNumber(to)}`,
        ],
        ['run', `${findings.startedAt}, ${seconds(findings.ms)}${interrupted ? ', interrupted' : ''}`],
      ],
    ),
    '## Checks',
    '',
    ...table(['check', '', 'time', 'what was seen'], results.map(row)),
    ...failures(results),
    '## Capabilities',
    '',
    ...table(
      ['command', 'answer to the test command'],
      [...capabilities].map(([name, value]) => [name, value ?? 'not known']),
    ),
    '## Quirks seen',
    '',
    ...(quirks.length > 0 ? quirks.map(({ sentence }) => `- ${cell(sentence)}`) : ['None.']),
    '',
    '## Suggestion for a profile',
    '',
    ...(suggestion ? ['```ts', suggestion, '```'] : [`None: profile \`${identity.profile}\` does.`]),
    '',
  ].join('\n');
}

/** `passed`, or how many checks did not. */
export function verdictOf({ results, interrupted }: Pick<Findings, 'results' | 'interrupted'>): string {
  const { passed, failed, skipped } = countVerdicts(results);
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return interrupted ? `${counts} (interrupted)` : counts;
}

const row = ({ check, verdict, ms, detail }: Result): string[] => [
  check.name,
  SIGNS[verdict],
  verdict === 'skipped' ? '' : seconds(ms),
  detail,
];

function failures(results: readonly Result[]): string[] {
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  if (failed.length === 0) return [];
  return [
    '## What to do',
    '',
    ...failed.map(({ check, advice }) => `- **${check.name}**: ${cell(advice ?? '')}`),
    '',
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line), ''];
}

/** Modems say what they like: no cell of a table is ended by it, nothing becomes HTML. */
const cell = (text: string): string =>
  text
    .replace(/[\x00-\x1f\x7f]+/g, ' ')
    .replace(/[|\\]/g, '\\$&')
    .replaceAll('<', '&lt;');

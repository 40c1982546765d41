import type { Alert } from '../../alerts/alerts';
import { resultOf, type AttemptView, type MessageView } from '../../submission/view';
import type { StatusSnapshot } from './snapshot';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --good: light-dark(#176f2c, #63c77a); --bad: light-dark(#b3261e, #ff8a80); }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 60rem; }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 1.6rem }
ul { list-style: none; padding: 0; margin: 0 }
li { border-top: 1px solid var(--line); padding: .5rem 0; overflow-wrap: anywhere }
.ready { color: var(--good) } .waiting { color: var(--bad) }
.counts { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem } .counts li { border: 0; padding: 0 }
small { display: block; opacity: .75 }`;

/** Of the page: no script, nothing from elsewhere. */
export const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The status page as one HTML document. It shows no message bodies. `now` is Unix time in milliseconds. */
export function renderStatusPage(
  { paths, alerts, counts, latest }: StatusSnapshot,
  now: number,
  warnings: readonly string[] = [],
): string {
  const warningItems = warnings.map((warning) => `<li>${escape(warning)}</li>`);
  const pathItems = paths.map(
    ({ name, kind, condition, ready }) =>
      `<li><b>${escape(name)}</b> (${kind}) <span class="${ready ? 'ready' : 'waiting'}">${ready ? 'ready' : 'not ready'}</span><small>${escape(condition)}</small></li>`,
  );
  const countItems = Object.entries(counts).map(
    ([state, count]) => `<li>${escape(state)} <b>${count}</b></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10">
<title>gsm-fallback</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>gsm-fallback</h1>
<p>As of <time>${new Date(now).toISOString()}</time>.</p>
${alerts.length === 0 ? '' : `<h2>Alerts</h2>\n<ul>${alerts.map(renderAlert).join('\n')}</ul>\n`}${warnings.length === 0 ? '' : `<h2>Warnings</h2>\n<ul>${warningItems.join('\n')}</ul>\n`}<h2>Paths</h2>
<ul>${pathItems.join('\n') || '<li>none configured</li>'}</ul>
<h2>Messages</h2>
<ul class="counts">${countItems.join('\n')}</ul>
<h2>Latest</h2>
<ul>${latest.map(renderMessage).join('\n') || '<li>none yet</li>'}</ul>
</body>
</html>
`;
}

function renderAlert({ about, text, since, count }: Alert): string {
  const times = count === 1 ? '' : `, ${count} times`;
  return `<li><b class="waiting">${escape(about)}</b>: ${escape(text)}<small>since ${new Date(since).toISOString()}${times}</small></li>`;
}

function renderMessage({ id, to, account, submission, numberOfParts, route }: MessageView): string {
  const via = route.via === null ? '' : ` by ${route.via}`;
  const parts = numberOfParts === 1 ? '' : `, ${numberOfParts} parts`;
  const lines = [
    `${submission.date}, from ${account}${parts}`,
    ...(route.reason === null ? [] : [route.reason]),
    ...route.attempts.slice(-3).map(describeAttempt),
  ];
  const small = lines.map((line) => `<small>${escape(line)}</small>`).join('');
  return `<li><b>${id}</b> to ${escape(to)}: <b>${escape(route.state)}</b>${via}${small}</li>`;
}

function describeAttempt(attempt: AttemptView): string {
  const { via, name, startedAt } = attempt;
  return `${startedAt} ${via} ${name}: ${resultOf(attempt)}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

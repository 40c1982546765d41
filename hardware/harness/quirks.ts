import { parseIndication } from '../at/indication';
import { parseInformation } from '../at/information';
import type { Profile } from '../profiles';
import { isChunk, type Entry } from './transcript/entry';
import { answerText, exchangesOf, type Exchange } from './transcript/exchanges';

/** Something in which a modem differs from the specification, or from most others. */
export interface Quirk {
  sentence: string;
  /** What a profile for it would say. */
  profile?: Partial<Pick<Profile, 'reportMemory' | 'quieten'>>;
}

interface Dialogue {
  /** All that the modem said. */
  said: string;
  lines: readonly string[];
  exchanges: readonly Exchange[];
}

type Look = (dialogue: Dialogue) => readonly Quirk[];

const FINAL = /(^|[\r\n])(OK|ERROR|\+CM[ES] ERROR: .*)[\r\n]/;

/** Most names of indications that are told. */
const MOST_NAMES = 8;

/** Indications that every modem gives when asked to. */
const ORDINARY = new Set(['+CMT', '+CDS', '+CMTI', '+CDSI', '+CREG', '+CEREG']);

const when = (seen: boolean, sentence: string, profile?: Quirk['profile']): Quirk[] =>
  seen ? [{ sentence, ...(profile && { profile }) }] : [];

const answersTo = (exchanges: readonly Exchange[], command: RegExp): string[] =>
  exchanges.filter(({ kind, sent }) => kind === 'command' && command.test(sent)).map(answerText);

const LOOKS: readonly Look[] = [
  ({ exchanges }) => {
    const prompts = answersTo(exchanges, /^AT\+CMGS=/i).filter((answer) => answer.includes('>'));
    return [
      ...when(
        prompts.some((prompt) => !/> /.test(prompt)),
        'the prompt is `>` without a space',
      ),
      ...when(
        prompts.some((prompt) => !/[\r\n]>/.test(prompt)),
        'no line end before the prompt',
      ),
    ];
  },
  ({ said }) => [
    ...when(said.includes('\n') && !said.includes('\r'), 'lines end in LF only'),
    ...when(said.includes('\r') && !said.includes('\n'), 'lines end in CR only'),
    ...when(/[^\r\n\t\x1a\x1b\x20-\x7e]/.test(said), 'octets on the line that are no text (noise, NUL)'),
  ],
  ({ exchanges }) => {
    const echoed = exchanges.filter(({ kind, sent }) => kind === 'pdu' && sent.length > 4);
    return when(
      afterEchoOff(exchanges) && echoed.some((exchange) => answerText(exchange).includes(exchange.sent)),
      'the PDU is echoed, ATE0 or not',
    );
  },
  ({ exchanges }) =>
    when(
      exchanges.some(({ kind, sent }) => kind === 'pdu' && sent === ''),
      'ESC did not bring it back to commands, 0x1A was needed',
    ),
  ({ exchanges }) => [
    ...when(
      answersTo(exchanges, /^AT$/i).some((text) => /ERROR/.test(text)),
      'a bare AT is answered by ERROR',
    ),
    ...when(
      answersTo(exchanges, /^AT\+CPIN\?$/i).some((text) => /\+CPIN:/.test(text) && !FINAL.test(text)),
      '+CPIN: READY comes without a final OK',
    ),
    ...when(
      answersTo(exchanges, /^AT\+CMEE=1$/i).some((text) => /ERROR/.test(text)),
      'AT+CMEE=1 is refused',
    ),
    ...when(
      exchanges.some((exchange) => exchange.kind === 'pdu' && /\+CME ERROR/.test(answerText(exchange))),
      'a PDU is refused by +CME ERROR in place of +CMS ERROR',
    ),
  ],
  ({ lines }) =>
    when(
      lines.some((line) => /^\+CM[ES] ERROR: *[a-z]/i.test(line)),
      'errors come in words, though AT+CMEE=1 asks for numbers',
    ),
  ({ lines }) =>
    when(
      lines.some((line) => /^\+CDSI: *"(SM|ME|MT)"/.test(line)),
      'reports are announced in the memory of messages (+CDSI)',
      { reportMemory: 'SR' },
    ),
  ({ lines }) =>
    when(
      lines.some((line) => /^\+CMTI: *"\w+",-1/.test(line)),
      '+CMTI comes without an index',
    ),
  ({ lines }) => {
    const boots = lines.filter((line) => parseIndication(line).kind === 'booted');
    const supply = lines.filter((line) => parseIndication(line).kind === 'supply');
    return [
      ...when(boots.length > 0, `it booted during the run (${boots[0]})`),
      ...when(supply.length > 0, `it complains about its power supply (${supply[0]})`),
    ];
  },
  ({ lines }) => {
    const counts = new Map<string, number>();
    for (const line of lines) {
      const { name } = parseInformation(line);
      if (/^[\^*$%#&]/.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const names = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMES);
    const list = names.map(([name, count]) => `${name} ${count} times`).join(', ');
    return when(
      names.length > 0,
      `indications of the maker's own: ${list}`,
      counts.has('^RSSI') || counts.has('^BOOT') ? { quieten: 'AT^CURC=0' } : undefined,
    );
  },
  ({ exchanges }) => {
    const inBetween = exchanges
      .filter(({ kind }) => kind === 'pdu')
      .flatMap((exchange) => linesOf(answerText(exchange).split('+CMGS:')[0]!))
      .map((line) => parseInformation(line).name)
      .filter((name) => name !== '' && !/^\+CM[ES] ERROR$/.test(name));
    const reports = inBetween.includes('+CDS') || inBetween.includes('+CDSI');
    return [
      ...when(reports, 'a status report can come before the +CMGS of its message'),
      ...when(
        inBetween.some((name) => !ORDINARY.has(name)),
        'indications come between the PDU and +CMGS',
      ),
    ];
  },
];

/** In what the modem of a transcript is peculiar, each once. */
export function seenQuirks(entries: readonly Entry[]): Quirk[] {
  const said = entries
    .filter(isChunk)
    .filter(({ direction }) => direction === 'fromModem')
    .map(({ text }) => text)
    .join('');
  const dialogue = { said, lines: linesOf(said), exchanges: exchangesOf(entries).exchanges };
  return LOOKS.flatMap((look) => look(dialogue));
}

const linesOf = (text: string): string[] => text.split(/[\r\n\x1a\x1b]+/).filter((line) => line !== '');

function afterEchoOff(exchanges: readonly Exchange[]): boolean {
  return exchanges.some((exchange) => /^ATE0/i.test(exchange.sent) && FINAL.test(answerText(exchange)));
}

import type { ModemIdentity } from '../../../src/dispatch/modem-port';
import type { Check, Result } from '../suite/check';
import type { Findings, SuiteListener } from '../suite/run-suite';
import { seconds } from '../suite/words';
import { maskImei } from './mask-imei';
import { verdictOf } from './markdown';

const SIGNS: Readonly<Record<Result['verdict'], { word: string; color: number }>> = {
  passed: { word: 'ok  ', color: 32 },
  failed: { word: 'FAIL', color: 31 },
  skipped: { word: 'skip', color: 33 },
};

const NAME_WIDTH = 19;
const TIME_WIDTH = 12;
const INDENT = '      ';

/** One line a check, as it ends. On a terminal the one that runs is shown too. */
export class TerminalReport implements SuiteListener {
  #running = '';

  constructor(
    private readonly write: (text: string) => void,
    /** A terminal: colours, and a line that is written over. */
    private readonly terminal: boolean,
  ) {}

  connected({ manufacturer, model, revision, imei, profile }: ModemIdentity): void {
    const who = [manufacturer, model, revision].filter(Boolean).join(' ') || 'a modem that gives no name';
    this.#line(`${who}, IMEI ${maskImei(imei) || 'not told'}, profile ${profile}\n`);
  }

  began({ name, about }: Check): void {
    if (!this.terminal) return;
    this.#running = `  ...  ${name.padEnd(NAME_WIDTH)}${about}`;
    this.write(this.#running);
  }

  ended({ check, verdict, ms, detail, advice }: Result): void {
    const { word, color } = SIGNS[verdict];
    const time = verdict === 'skipped' ? '' : seconds(ms);
    const sign = this.terminal ? `\x1b[${color}m${word}\x1b[0m` : word;
    this.#line(`  ${sign} ${check.name.padEnd(NAME_WIDTH)}${time.padStart(TIME_WIDTH)}  ${detail}`);
    if (advice) this.#line(`${INDENT} -> ${advice}`);
  }

  /** Somebody is asked for something, or told of something. */
  note(text: string): void {
    const running = this.#running;
    this.#line(`  ${this.terminal ? `\x1b[1m** ${text}\x1b[0m` : `** ${text}`}`);
    if (running === '') return;
    this.#running = running;
    this.write(running);
  }

  finished(findings: Findings): void {
    const { messages, to, ms, quirks } = findings;
    for (const { sentence } of quirks) this.#line(`  note  ${sentence}`);
    const spent =
      to === undefined
        ? 'no message sent'
        : `${messages.spent} of at most ${messages.limit} messages to ${to}`;
    this.#line(`\n${verdictOf(findings)} in ${seconds(ms)}; ${spent}`);
  }

  #line(text: string): void {
    this.write(`${this.#running === '' ? '' : '\r\x1b[K'}${printable(text)}\n`);
    this.#running = '';
  }
}

/** A modem's words must not move the cursor; colours of ours may. */
const printable = (text: string): string => text.replace(/(\x1b\[\d*m)|[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, '$1');

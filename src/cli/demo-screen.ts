import type { AcceptedMessage } from '../../hardware/virtual-modem';
import type { Queue } from '../ports';
import { ENDED, type AttemptView, type MessageView } from '../submission/view';

/** Tells the way of each message as it happens, one line an event, with the seconds since it was accepted. */
export class DemoScreen {
  private readonly told = new Set<string>();
  private begun = Date.now();
  private queue: Queue | undefined;

  constructor(private readonly print: (line: string) => void) {}

  /** Shows the messages of this queue, old and new, from now on. */
  watch(queue: Queue): void {
    this.queue = queue;
  }

  /** Tells whatever is new in the queue. */
  look(): void {
    const messages = this.queue?.list({ limit: 10 }) ?? [];
    for (const message of messages.reverse()) this.tellMessage(message);
  }

  modemCommand(line: string): void {
    if (!line.startsWith('AT+CMGS')) return;
    this.look();
    this.event('modem', `writes ${dim(line)}, then the PDU`);
  }

  networkTook({ to, text, concat, mr }: AcceptedMessage): void {
    const what = concat ? `segment ${concat.sequence} of ${concat.total}` : 'the message';
    this.event('network', `took ${what} for ${to}, TP-MR ${mr}: ${dim(JSON.stringify(text))}`);
  }

  private tellMessage({ id, submission, to, route }: MessageView): void {
    this.once(`${id} accepted`, () => {
      this.begun = Date.parse(submission.date);
      this.event(
        'client',
        `posted message ${id} for ${to}: on disk, answered 0|IN_PROGRESS|${submission.id}`,
      );
    });
    route.attempts.forEach((attempt, i) => {
      if (attempt.outcome !== null) this.once(`${id} attempt ${i}`, () => this.tellAttempt(attempt));
    });
    if (ENDED.includes(route.state)) {
      const end = `${bold(route.state)}${route.via ? ` by the ${route.via}` : ''}`;
      this.once(`${id} ${route.state}`, () => this.event('message', `${id} is ${end}`));
    }
  }

  private tellAttempt({ via, outcome, detail }: AttemptView): void {
    this.event(via, `${outcome}${detail ? `: ${detail}` : ''}`);
  }

  private once(key: string, tell: () => void): void {
    if (this.told.has(key)) return;
    this.told.add(key);
    tell();
  }

  private event(who: string, what: string): void {
    const seconds = ((Date.now() - this.begun) / 1_000).toFixed(2);
    this.print(`  ${dim(`${seconds.padStart(6)} s`)}  ${who.padEnd(8)} ${what}`);
  }
}

const styled = (code: number) => (text: string) =>
  process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
export const bold = styled(1);
export const dim = styled(2);

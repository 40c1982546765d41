import type { Sent } from './verdict';

/** A message as a client asks for it, again and again with the same stop_dup_id until it is told 0. */
interface Wanted extends Sent {
  username: string;
  form: Record<string, string>;
}

const USERS = {
  'hold-both': 'hold',
  'hold-modem': 'hold',
  'resend-both': 'resend',
  'resend-modem': 'resend',
} as const;

export interface Surroundings {
  /** Host and port to listen on. */
  address: string;
  gatewayUrl: string;
  modemPort: string;
}

/** Configuration of a daemon for this client: an account for each policy. */
export const configFor = ({ address, gatewayUrl, modemPort }: Surroundings): string => `
listen: ${address}
data: ./outbox.db
gateways: [{ name: g, url: "${gatewayUrl}", username: u, password: p, timeout: 800ms }]
modems: [{ name: stick, port: ${modemPort}, answerTimeout: 2s }]
accounts:
${Object.keys(USERS)
  .map((user) => `  - { username: ${user}, password: secret, policy: ${user} }`)
  .join('\n')}
policies:
${Object.entries(USERS)
  .map(([user, onDoubt]) => {
    const routes = user.endsWith('both') ? 'gateway, modem' : 'modem';
    return `  ${user}: { routes: [${routes}], fallbackAfter: 1s, onDoubt: ${onDoubt} }`;
  })
  .join('\n')}`;

/** A client that never gives up and never asks for two things with one stop_dup_id. */
export class Client {
  readonly sent: Wanted[] = [];
  /** Number that each accepted submission was for, by the id that was answered. */
  readonly recipients = new Map<number, string>();
  private readonly unanswered = new Set<Wanted>();

  constructor(
    private readonly url: string,
    private readonly random: () => number,
  ) {}

  /** Asks for so many new messages, and again for all that it has no answer to. A lost connection is no fault. */
  async submit(fresh: number): Promise<void> {
    for (let i = 0; i < fresh; i++) this.unanswered.add(this.invent());
    await Promise.all([...this.unanswered].map((wanted) => this.ask(wanted)));
  }

  get isAnswered(): boolean {
    return this.unanswered.size === 0;
  }

  private invent(): Wanted {
    const users = Object.entries(USERS);
    const [username, onDoubt] = users[Math.floor(this.random() * users.length)]!;
    const number = this.sent.length + 1;
    const length = this.random() < 0.2 ? 400 : 20;
    const wanted = {
      to: `4477${String(number).padStart(8, '0')}`,
      onDoubt,
      username,
      form: {
        message: `message ${number} `.padEnd(length, '.'),
        stop_dup_id: String(number),
        want_report: this.random() < 0.5 ? '1' : '0',
        allow_concat_text_sms: '1',
        concat_text_sms_max_parts: '3',
      },
    };
    this.sent.push(wanted);
    return wanted;
  }

  private async ask(wanted: Wanted): Promise<void> {
    const { username, to, form } = wanted;
    const body = new URLSearchParams({ username, password: 'secret', msisdn: to, ...form });
    const answer = await fetch(`${this.url}/eapi/submission/send_sms/2/2.0`, { method: 'POST', body }).then(
      (response) => response.text(),
      () => undefined,
    );
    if (answer === undefined) return;
    const [, id] = /^0\|IN_PROGRESS\|(\d+)$/.exec(answer) ?? [];
    if (id === undefined) throw new Error(`0|IN_PROGRESS|id expected, got ${answer}`);
    this.recipients.set(Number(id), to);
    this.unanswered.delete(wanted);
  }
}

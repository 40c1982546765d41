import { Command } from 'commander';
import type { InboxMessage } from '../inbox/message';
import { createInbox, openForReading } from '../outbox';
import { readConfig } from './configuration';
import { configOption, integerBetween } from './options';
import { seconds, table } from './table';

interface InboxOptions {
  config?: string;
  limit: number;
  json?: boolean;
}

/** `queue inbox`: what came in, of all accounts. */
export function inboxCommand(): Command {
  return new Command('inbox')
    .description('the newest received messages, joined from their parts')
    .addOption(configOption())
    .option('--limit <n>', 'how many at most', integerBetween(1, 1_000_000), 50)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback queue inbox --limit 10')
    .action(({ config, limit, json }: InboxOptions) => {
      const inbox = createInbox(openForReading(readConfig(config).data));
      const messages = inbox.list({ after: 0, newestFirst: true, limit }).map(viewOf);
      process.stdout.write(`${json ? JSON.stringify(messages, null, 2) : listing(messages)}\n`);
    });
}

type InboxView = ReturnType<typeof viewOf>;

const viewOf = ({
  id,
  sender,
  recipient,
  receivedAt,
  alphabet,
  body,
  via,
  name,
  ...refersTo
}: InboxMessage) => ({
  id,
  receivedAt: new Date(receivedAt).toISOString(),
  from: sender,
  to: recipient === '' ? null : recipient,
  body,
  alphabet,
  via,
  name,
  account: refersTo.account,
  messageId: refersTo.messageId,
  batchId: refersTo.batchId,
  sourceId: refersTo.sourceId,
});

function listing(messages: InboxView[]): string {
  if (messages.length === 0) return 'no messages';
  const rows = messages.map(({ id, receivedAt, from, name, messageId, body }) => [
    String(id),
    seconds(receivedAt),
    from,
    name,
    messageId === null ? '-' : String(messageId),
    onOneLine(body),
  ]);
  return table(['id', 'sent (UTC)', 'from', 'by', 'answers', 'text'], rows);
}

/** Control characters of a stranger's text are kept from the terminal. */
const onOneLine = (body: string): string => body.replace(/\p{Cc}+/gu, ' ');

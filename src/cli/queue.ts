import { Command, Option } from 'commander';
import type { Config } from '../config/types';
import { systemClock } from '../clock';
import { createQueueControl } from '../dispatch/queue-control';
import { createQueue, lockOutbox, openForReading, openForWriting, Outbox, OutboxError } from '../outbox';
import type { Queue } from '../ports';
import { MESSAGE_STATES, type MessageState, type MessageView } from '../submission/view';
import { readConfig } from './configuration';
import { DaemonClient } from './daemon-client';
import { describeMessage } from './describe-message';
import { inboxCommand } from './inbox';
import { configOption, integerBetween } from './options';
import { seconds, table } from './table';

interface Common {
  config?: string;
  json?: boolean;
}

/** `queue`: the outbox, readable while the daemon runs. */
export function queueCommand(): Command {
  const queue = new Command('queue')
    .description('look into the outbox; the daemon may run meanwhile')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback queue');
  const readId = integerBetween(1, Number.MAX_SAFE_INTEGER);
  const common = (command: Command) => command.addOption(configOption()).option('--json', 'print JSON');
  common(queue.command('list', { isDefault: true }).description('the newest messages'))
    .addOption(new Option('--state <state>', 'only those in this state').choices(MESSAGE_STATES))
    .option('--limit <n>', 'how many at most', integerBetween(1, 1_000_000), 50)
    .addHelpText('after', '\nExample:\n  $ gsm-fallback queue list --state inDoubt')
    .allowExcessArguments()
    .action((options: Common & { state?: MessageState; limit: number }, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) command.error(`error: unknown command '${unknown}' of queue`);
      const { state, limit } = options;
      const messages = read(options).list({ limit, ...(state && { state }) });
      print(options.json ? JSON.stringify(messages, null, 2) : listing(messages));
    });
  common(
    queue
      .command('show')
      .description('all that is known of one message')
      .argument('<id>', 'its number', readId),
  )
    .addHelpText('after', '\nExample:\n  $ gsm-fallback queue show 12')
    .action((id: number, options: Common) => {
      const message = read(options).show(id);
      if (!message) throw new Error(`there is no message ${id}`);
      print(options.json ? JSON.stringify(message, null, 2) : describeMessage(message));
    });
  queue.addCommand(inboxCommand());
  for (const [act, what] of [
    ['cancel', 'take back a message that has not gone out'],
    ['retry', 'try a message again that failed, expired, was cancelled or is in doubt'],
  ] as const) {
    common(queue.command(act).description(what).argument('<id>', 'its number', readId))
      .addHelpText('after', `\nExample:\n  $ gsm-fallback queue ${act} 12`)
      .action(async (id: number, options: Common) => {
        await change(act, id, readConfig(options.config));
        print(options.json ? JSON.stringify(read(options).show(id), null, 2) : `message ${id}: ${act} noted`);
      });
  }
  return queue;
}

const read = ({ config }: Common): Queue => createQueue(openForReading(readConfig(config).data));

const print = (text: string) => void process.stdout.write(`${text}\n`);

/** By the daemon where one runs; otherwise in the file itself. */
async function change(act: 'cancel' | 'retry', id: number, config: Config): Promise<void> {
  const message = createQueue(openForReading(config.data)).show(id);
  if (!message) throw new Error(`there is no message ${id}`);
  const lock = lockUnlessRunning(config);
  if (!lock) {
    const account = config.accounts.find(({ username }) => username === message.account);
    if (!account)
      throw new Error(
        `account ${message.account}, which owns message ${id}, is no longer in the configuration`,
      );
    await new DaemonClient(config, account)[act](id);
    return;
  }
  const database = openForWriting(config.data);
  await createQueueControl(new Outbox(database, systemClock), () => undefined)[act](id);
  database.close();
  lock.release();
}

function lockUnlessRunning({ data }: Config): ReturnType<typeof lockOutbox> | undefined {
  try {
    return lockOutbox(data);
  } catch (error) {
    if (error instanceof OutboxError) return undefined;
    throw error;
  }
}

function listing(messages: MessageView[]): string {
  if (messages.length === 0) return 'no messages';
  const rows = messages.map(({ id, submission, to, route }) => [
    String(id),
    seconds(submission.date),
    to,
    route.state,
    route.via ?? '-',
    route.reason ?? '',
  ]);
  return table(['id', 'accepted (UTC)', 'to', 'state', 'via', ''], rows);
}

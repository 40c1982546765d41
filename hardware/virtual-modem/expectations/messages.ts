import type { AcceptedMessage } from '../network/network';
import { ExpectationError } from './error';

/**
 * A whole message: one TPDU, or all the parts of a long one. `text` and `data` are those of the parts together, the rest
 * is that of the first.
 */
export interface TakenMessage extends AcceptedMessage {
  /** As the network took them. */
  segments: AcceptedMessage[];
}

/** What a message is to be like; whatever is left out may be anything. */
export type MessagePattern = {
  [Key in keyof AcceptedMessage]?: AcceptedMessage[Key] | RegExp;
} & {
  /** How many there are to be. */
  segments?: number;
};

/** Puts the parts of long messages together: those from and to the same number with the same reference that follow each other. */
export function wholeMessages(accepted: readonly AcceptedMessage[]): TakenMessage[] {
  const messages: TakenMessage[] = [];
  const open = new Map<string, TakenMessage>();
  for (const segment of accepted) {
    const { concat, from, to } = segment;
    const key = concat && `${from} ${to} ${concat.reference}`;
    const begun = key === undefined ? undefined : open.get(key);
    if (begun && begun.segments.length < concat!.total && concat!.sequence > 1) {
      begun.segments.push(segment);
      join(begun);
    } else {
      const message = { ...segment, segments: [segment] };
      messages.push(message);
      if (key !== undefined) {
        open.set(key, message);
      }
    }
  }
  return messages;
}

function join(message: TakenMessage): void {
  const parts = [...message.segments].sort((a, b) => a.concat!.sequence - b.concat!.sequence);
  const all = (key: 'text' | 'data'): string | undefined =>
    parts[0]![key] === undefined ? undefined : parts.map((part) => part[key]).join('');
  message.text = all('text');
  message.data = all('data');
}

/** The first message that fits and is not in `taken`. Throws ExpectationError, saying of each other one why not. */
export function findMessage(
  accepted: readonly AcceptedMessage[],
  taken: Pick<WeakSet<AcceptedMessage>, 'has'>,
  pattern: MessagePattern,
): TakenMessage {
  const left = wholeMessages(accepted).filter(({ segments }) => !taken.has(segments[0]!));
  const found = left.find((message) => misfits(message, pattern).length === 0);
  if (found) {
    return found;
  }
  const others = left.map(
    (message, index) => `  ${index + 1}. ${summary(message)}: ${misfits(message, pattern).join('; ')}`,
  );
  throw new ExpectationError(
    [
      `the network was expected to have taken a message with ${showPattern(pattern)}`,
      left.length === 0
        ? 'but has taken none that was not expected before'
        : 'but of those not expected before none fits:',
      ...others,
    ].join('\n'),
  );
}

/** Throws ExpectationError where a message is not in `taken`. */
export function expectNoOther(
  accepted: readonly AcceptedMessage[],
  taken: Pick<WeakSet<AcceptedMessage>, 'has'>,
): void {
  const left = wholeMessages(accepted).filter(({ segments }) => !taken.has(segments[0]!));
  if (left.length > 0) {
    const list = left.map((message, index) => `  ${index + 1}. ${summary(message)}`);
    throw new ExpectationError(
      ['the network was expected to have taken no other message, but took', ...list].join('\n'),
    );
  }
}

function misfits(message: TakenMessage, pattern: MessagePattern): string[] {
  return Object.entries(pattern).flatMap(([key, wanted]) => {
    const actual = key === 'segments' ? message.segments.length : message[key as keyof AcceptedMessage];
    const fits =
      wanted instanceof RegExp ? typeof actual === 'string' && wanted.test(actual) : wanted === actual;
    return fits ? [] : [`${key} is ${showValue(actual)}`];
  });
}

const summary = ({ from, to, text, data }: TakenMessage): string =>
  `${from} to ${to}, ${text === undefined ? `data ${data}` : showValue(text)}`;

const showValue = (value: unknown): string =>
  value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? 'absent');

const showPattern = (pattern: MessagePattern): string =>
  Object.entries(pattern)
    .map(([key, value]) => `${key} ${showValue(value)}`)
    .join(', ') || 'anything';

import { statusMeaning } from '../sms';
import { resultOf, type AttemptView, type MessageView, type SegmentView } from '../submission/view';

/** The way of a message so far, a line a step. */
export function stepsOf({
  route,
}: {
  route: Pick<MessageView['route'], 'attempts' | 'state' | 'via' | 'reason'>;
}) {
  const attempts = route.attempts.map((attempt) => `${attempt.via} ${attempt.name}: ${resultOf(attempt)}`);
  const end = [route.state, route.via && `by ${route.via}`].filter(Boolean).join(' ');
  return [...attempts, route.reason ? `${end} (${route.reason})` : end];
}

/** All that is known of a message, in lines for a terminal. */
export function describeMessage(message: MessageView): string {
  const { id, submission, account, to, body, alphabet, messageClass, protocolId, numberOfParts, route } =
    message;
  return [
    `message ${id} of submission ${submission.id}, accepted ${submission.date} from ${account}`,
    `to ${to}: ${stepsOf(message).at(-1)}`,
    `${alphabet}, ${numberOfParts} part${numberOfParts === 1 ? '' : 's'}, class ${messageClass ?? 'none'}, TP-PID ${protocolId}`,
    `text: ${inLines(body)}`,
    ...route.notes.map((note) => `note: ${note}`),
    ...(route.attempts.length > 0 ? ['attempts:', ...route.attempts.map(attemptLine)] : []),
    ...(route.segments.length > 0 ? ['segments:', ...route.segments.map(segmentLine)] : []),
  ].join('\n');
}

function attemptLine(attempt: AttemptView): string {
  const { startedAt, endedAt, via, name, reportStatus, reportedAt } = attempt;
  const told = reportStatus === null ? '' : `; it reported status ${reportStatus} at ${reportedAt!}`;
  return `  ${startedAt} ${endedAt === null ? '' : `to ${endedAt.slice(11)} `}${via} ${name}: ${resultOf(attempt)}${told}`;
}

function segmentLine({ sequence, total, outcome, reference, reportStatus }: SegmentView): string {
  const number = reference === null ? '' : `, reference ${reference}`;
  const told =
    reportStatus === null ? '' : `; reported: ${statusMeaning(reportStatus).name} (TP-ST ${reportStatus})`;
  return `  segment ${sequence}/${total}: ${outcome ?? 'under way'}${number}${told}`;
}

/** Below one another; other control characters are kept from the terminal. */
const inLines = (body: string): string =>
  body.replace(/\r\n?|\n|\p{Cc}/gu, (character) => (/[\r\n]/.test(character) ? '\n      ' : ' '));

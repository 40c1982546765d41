import type { PathKind, Submission } from './submission';

/** What a message asks for beyond its body, in the words of send_sms. */
type Attributes = Pick<Submission, 'sender' | 'routingGroup'>;

/** What of a message a path leaves out: the modem has one number of its own, and no routes to choose from. */
export function unsupportedBy(path: PathKind, { sender, routingGroup }: Attributes): string[] {
  if (path === 'gateway') return [];
  return [
    ...(sender === undefined ? [] : [`sender ${JSON.stringify(sender)}`]),
    ...(routingGroup === undefined ? [] : [`routing_group ${routingGroup}`]),
  ];
}

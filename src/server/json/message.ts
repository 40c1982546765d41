import type { InboxMessage } from '../../inbox/message';
import type { MessageView } from '../../submission/view';
import { ENCODINGS, STATUSES } from './vocabulary';

/** A message in the shape of the JSON API v1, with our own object `route` (spec: eapi section 9, contract: HTTP). */
export function messageOf(view: MessageView) {
  const [type, subtype] = STATUSES[view.route.state];
  return {
    id: String(view.id),
    type: 'SENT',
    from: view.sender,
    to: view.to,
    body: view.body,
    encoding: ENCODINGS[view.alphabet],
    protocolId: view.protocolId,
    messageClass: view.messageClass,
    numberOfParts: view.numberOfParts,
    creditCost: null,
    submission: { id: String(view.submission.id), date: view.submission.date },
    status: { id: `${type}.${subtype}`, type, subtype },
    relatedSentMessageId: null,
    userSuppliedId: view.sourceId,
    route: view.route,
  };
}

/** Tells ids of received messages from those of sent ones. */
export const RECEIVED_PREFIX = 'R';

/** A received message in the shape of the JSON API v1. */
export function receivedMessageOf(message: InboxMessage) {
  const { id, sender, recipient, body, alphabet, receivedAt, messageId, sourceId, via, name } = message;
  return {
    id: `${RECEIVED_PREFIX}${id}`,
    type: 'RECEIVED',
    from: sender,
    to: recipient,
    body,
    encoding: ENCODINGS[alphabet],
    protocolId: null,
    messageClass: null,
    numberOfParts: null,
    creditCost: null,
    submission: { id: null, date: new Date(receivedAt).toISOString() },
    status: null,
    relatedSentMessageId: messageId === null ? null : String(messageId),
    userSuppliedId: sourceId,
    route: { via, name },
  };
}

import type { Segment } from '../ports';
import { encodeSubmit } from '../sms';
import type { Submission } from './submission';

/** What the modem is asked to carry, for one recipient. */
export interface SegmentOptions {
  /** What is left of the message's time, in seconds: TP-VP. */
  validity?: number;
  /** Reference of a concatenated message, 0..255. */
  reference?: number;
}

/** Shorter numbers are national or short codes, which have no country code to lead with a `+`. */
const SHORTEST_INTERNATIONAL = 7;

/** Encodes a submission for one recipient. @throws PduError where it cannot be encoded, or needs more than maxParts. */
export function segmentsOf(
  submission: Omit<Submission, 'recipients'>,
  recipient: string,
  { validity, reference }: SegmentOptions = {},
): Segment[] {
  const { content, messageClass, protocolId, wantReport, maxParts } = submission;
  return encodeSubmit({
    to: recipient.length >= SHORTEST_INTERNATIONAL ? `+${recipient}` : recipient,
    alphabet: content.alphabet,
    ...(content.alphabet === '8bit' ? { data: content.octets, udhi: true } : { text: content.text }),
    ...(messageClass === undefined ? {} : { messageClass }),
    ...(validity === undefined ? {} : { validity }),
    ...(reference === undefined ? {} : { reference }),
    pid: protocolId,
    statusReport: wantReport,
    maxParts,
  });
}

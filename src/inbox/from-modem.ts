import { createHash } from 'node:crypto';
import type { Logger } from '../ports';
import { decodePdu, PduError } from '../sms';
import type { Deliver } from '../sms/tpdu';
import type { Received } from './message';

/** How long the parts of one message may be apart, in milliseconds. */
export const PARTS_APART = 24 * 3_600_000;

export interface ModemInboxParts {
  /** Puts an SMS-DELIVER on disk as it came. */
  keep: (modem: string, pdu: string) => Promise<void>;
  /** The SMS-DELIVERs that a modem brought lately, oldest first. */
  recent: (modem: string, since: number) => string[];
  /** Puts a whole message into the inbox; one that is there already is left out. */
  store: (received: Received) => Promise<unknown>;
  logger: Logger;
  now: () => number;
}

/** Takes SMS-DELIVERs as modems bring them; resolves once they are on disk, so that the modem may forget them. */
export function createModemInbox({ keep, recent, store, logger, now }: ModemInboxParts) {
  return async (pdu: string, modem: string): Promise<void> => {
    await keep(modem, pdu);
    const deliver = read(pdu);
    if (!deliver) {
      logger.warn({ modem }, 'a message that cannot be read; it is kept as it came');
      return;
    }
    const others = deliver.concat ? recent(modem, now() - PARTS_APART) : [];
    const parts = join(deliver, pdu, others);
    if (!parts) {
      logger.debug({ modem }, 'a part of a message; the others are to come');
      return;
    }
    await store(receivedFrom(parts, modem, now()));
  };
}

interface Part {
  deliver: Deliver;
  pdu: string;
}

function read(pdu: string): Deliver | undefined {
  try {
    const tpdu = decodePdu(pdu, { direction: 'mt' });
    return tpdu.type === 'SMS-DELIVER' ? tpdu : undefined;
  } catch (error) {
    if (error instanceof PduError) return undefined;
    throw error;
  }
}

/** The parts of the message that one belongs to, in order; nothing while one is missing. The newest of each counts. */
function join(last: Deliver, pdu: string, others: readonly string[]): Part[] | undefined {
  const { concat, address } = last;
  if (!concat) return [{ deliver: last, pdu }];
  const parts = new Map<number, Part>();
  for (const other of others) {
    const deliver = read(other);
    const same =
      deliver?.concat?.reference === concat.reference &&
      deliver.concat.total === concat.total &&
      deliver.address === address &&
      deliver.alphabet === last.alphabet;
    if (same) parts.set(deliver.concat!.sequence, { deliver, pdu: other });
  }
  parts.set(concat.sequence, { deliver: last, pdu });
  if (parts.size < concat.total) return undefined;
  return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
}

function receivedFrom(parts: Part[], modem: string, now: number): Received {
  const [{ deliver, pdu }] = parts as [Part, ...Part[]];
  const sentAt = Date.parse(deliver.scts ?? '');
  return {
    via: 'modem',
    name: modem,
    key: createHash('sha256').update(pdu).digest('base64url'),
    sender: deliver.address,
    recipient: '',
    alphabet: deliver.alphabet,
    body: parts.map(bodyOf).join(''),
    receivedAt: Number.isNaN(sentAt) ? now : sentAt,
  };
}

/** 8bit with its header where it is whole, as in a submission (spec: eapi section 8). */
function bodyOf({ deliver: { text, data, udh, concat } }: Part): string {
  if (text !== undefined) return text;
  if (udh === undefined || concat !== undefined) return data ?? '';
  const octet = (number: number) => number.toString(16).toUpperCase().padStart(2, '0');
  const elements = udh.map((each) => octet(each.iei) + octet(each.data.length / 2) + each.data).join('');
  return octet(elements.length / 2) + elements + (data ?? '');
}

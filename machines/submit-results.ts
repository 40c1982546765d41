import type { SubmitEvent } from '../src/dispatch/modem-port';
import type { SegmentResult } from '../src/ports';
import type { Refused } from '../src/submission/outcome';

export interface SubmitInput {
  /** Octets after the SCA: the number that AT+CMGS= is given. */
  length: number;
  /** SCA and TPDU, hexadecimal. */
  pdu: string;
  /** How long to wait for +CMGS after 0x1A, in milliseconds. */
  answerTimeout: number;
}

export interface SubmitContext extends SubmitInput {
  /** The PDU was handed to the port: from here on silence is doubt. */
  handedOver: boolean;
  result: SegmentResult | null;
}

export type SubmitMachineEvent =
  | Exclude<SubmitEvent, { type: 'FAILED' }>
  /** A final result code that says no; doubtful: the network may have taken the message all the same. */
  | { type: 'REFUSED'; refusal: Refused; doubtful: boolean }
  /** Whoever asked for it no longer wants it; obeyed until the PDU is handed over. */
  | { type: 'WITHDRAW' };

/** What the machine tells the exchange. */
export interface WritePdu {
  type: 'WRITE_PDU';
  pdu: string;
}

/** What each event that ends an exchange makes of it. */
export function accepted(event: SubmitMachineEvent): SegmentResult | null {
  if (event.type !== 'REFERENCED') return null;
  const { reference } = event;
  return reference === null ? { kind: 'accepted' } : { kind: 'accepted', code: String(reference), reference };
}

export function doubtful(event: SubmitMachineEvent): SegmentResult | null {
  if (event.type !== 'REFUSED') return null;
  const { code, detail = code } = event.refusal;
  return { kind: 'inDoubt', code, detail };
}

export function lost(event: SubmitMachineEvent, handedOver: boolean): SegmentResult | null {
  if (event.type !== 'LOST' && event.type !== 'PDU_NOT_STARTED') return null;
  return { kind: handedOver ? 'inDoubt' : 'notSubmitted', code: 'LOST', detail: event.detail };
}

import type { MessageState } from '../submission/view';

/** Status of one recipient, as get_report and pushes of status give it (spec: eapi section 6). */
export const Status = {
  inProgress: 0,
  scheduled: 1,
  deliveredUpstream: 10,
  delivered: 11,
  unacknowledged: 12,
  cancelled: 29,
  unroutable: 31,
  failed: 50,
  phoneFailed: 51,
  networkFailed: 52,
  expired: 53,
} as const;

/** What is known of a message that its status follows from. */
export interface StatusFacts {
  state: MessageState;
  /** Code of its last attempt that ended; null: none, or without a code. */
  code: string | null;
  /** Status that a gateway told of it. */
  gatewayStatus: number | null;
  /** TP-ST of a segment that failed for good, 0x40..0xFF (23.040 9.2.3.15). */
  reportStatus: number | null;
}

/** Codes of send_sms that are statuses of a message as well. */
const SHARED_CODES: ReadonlySet<string> = new Set(['22', '23', '24', '25', '26', '27', '28', '40']);

/** TP-ST values whose meaning the statuses of the EAPI can tell (23.040 9.2.3.15). */
const BY_REPORT: Readonly<Record<number, number>> = {
  0x41: Status.phoneFailed,
  0x43: Status.phoneFailed,
  0x46: Status.expired,
};

/** The status of a message, in the numbers of the EAPI. */
export function statusOf({ state, code, gatewayStatus, reportStatus }: StatusFacts): number {
  switch (state) {
    case 'queued':
    case 'routing':
      return Status.inProgress;
    case 'scheduled':
      return Status.scheduled;
    case 'submitted':
      return Status.deliveredUpstream;
    case 'delivered':
      return Status.delivered;
    case 'inDoubt':
      return Status.unacknowledged;
    case 'expired':
      return Status.expired;
    case 'cancelled':
      return Status.cancelled;
    case 'failed':
      return failureStatus(code, gatewayStatus, reportStatus);
  }
}

function failureStatus(code: string | null, gateway: number | null, report: number | null): number {
  if (gateway !== null && isFailure(gateway)) return gateway;
  if (report !== null) return BY_REPORT[report] ?? Status.failed;
  return code !== null && SHARED_CODES.has(code) ? Number(code) : Status.failed;
}

/** Whether a status that a gateway told is the last word, and what it says. */
export function verdictOf(status: number): 'delivered' | 'failed' | undefined {
  if (status === Status.delivered) return 'delivered';
  return isFailure(status) ? 'failed' : undefined;
}

/** 60 to 64 are transient, 70 is unknown (spec: eapi section 6). */
const isFailure = (status: number): boolean =>
  (status >= 22 && status <= 33) || (status >= 50 && status <= 57);

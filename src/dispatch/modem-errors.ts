import type { Refused } from '../submission/outcome';
import type { ModemFailure } from './modem-port';

/** What a final result code that says no means for a message. */
export interface Judgement {
  refusal: Refused;
  /** Once the PDU was written: the network may have taken the message all the same. */
  doubtful: boolean;
  /** SIM and registration have to be looked at before the next message: the modem may not be able to send at all. */
  unfit: boolean;
}

/**
 * Sorts of failure. `message`: no other try of it helps. `sim`: this modem cannot send until somebody does something.
 * `pin`: it may send once it got its PIN. `later`: the network or the modem says not now. `silence`: the network did not
 * answer, so that it may have the message. `unknown`: the code tells nothing, so that the same must be feared.
 */
type Sort = 'message' | 'sim' | 'pin' | 'later' | 'silence' | 'unknown';

type Meaning = Pick<Refused, 'what' | 'permanent'> & Omit<Judgement, 'refusal'>;

const SORTS: Readonly<Record<Sort, Meaning>> = {
  message: { what: 'message', permanent: true, doubtful: false, unfit: false },
  sim: { what: 'path', permanent: true, doubtful: false, unfit: true },
  pin: { what: 'path', permanent: false, doubtful: false, unfit: true },
  later: { what: 'path', permanent: false, doubtful: false, unfit: false },
  silence: { what: 'path', permanent: false, doubtful: true, unfit: true },
  unknown: { what: 'path', permanent: false, doubtful: true, unfit: false },
};

type Table = Readonly<Record<number, readonly [Sort, string]>>;

/** 27.005 3.2.5; up to 127 the RP causes of 24.011 8.2.5.4, 128 to 255 the TP-FCS of 23.040 9.2.3.22. */
const CMS: Table = {
  1: ['message', 'unassigned (unallocated) number'],
  8: ['message', 'operator determined barring'],
  10: ['message', 'call barred'],
  21: ['message', 'short message transfer rejected'],
  22: ['later', 'memory capacity exceeded'],
  27: ['later', 'destination out of service'],
  28: ['message', 'unidentified subscriber'],
  29: ['message', 'facility rejected'],
  30: ['message', 'unknown subscriber'],
  38: ['later', 'network out of order'],
  41: ['later', 'temporary failure'],
  42: ['later', 'congestion'],
  47: ['later', 'resources unavailable'],
  50: ['message', 'requested facility not subscribed'],
  69: ['message', 'requested facility not implemented'],
  81: ['message', 'invalid short message transfer reference value'],
  95: ['message', 'invalid message'],
  96: ['message', 'invalid mandatory information'],
  97: ['message', 'message type non-existent or not implemented'],
  98: ['message', 'message not compatible with short message protocol state'],
  99: ['message', 'information element non-existent or not implemented'],
  111: ['message', 'protocol error'],
  127: ['later', 'interworking'],
  128: ['message', 'telematic interworking not supported'],
  129: ['message', 'short message type 0 not supported'],
  130: ['message', 'cannot replace short message'],
  143: ['message', 'unspecified TP-PID error'],
  144: ['message', 'alphabet not supported'],
  145: ['message', 'message class not supported'],
  159: ['message', 'unspecified TP-DCS error'],
  160: ['message', 'command cannot be actioned'],
  161: ['message', 'command unsupported'],
  175: ['message', 'unspecified TP-Command error'],
  176: ['message', 'TPDU not supported'],
  192: ['later', 'service centre busy'],
  193: ['sim', 'no service centre subscription'],
  194: ['later', 'service centre failure'],
  195: ['message', 'invalid address'],
  196: ['message', 'destination barred'],
  197: ['message', 'duplicate rejected'],
  198: ['message', 'TP-VPF not supported'],
  199: ['message', 'TP-VP not supported'],
  208: ['later', 'SIM storage full'],
  212: ['later', 'SIM application toolkit busy'],
  300: ['unknown', 'modem failure: it does not say at which step'],
  301: ['later', 'SMS service of the modem reserved'],
  302: ['later', 'operation not allowed'],
  303: ['message', 'operation not supported'],
  304: ['message', 'invalid PDU mode parameter'],
  305: ['message', 'invalid text mode parameter'],
  310: ['sim', 'SIM not inserted'],
  311: ['pin', 'SIM PIN required'],
  312: ['sim', 'PH-SIM PIN required'],
  313: ['sim', 'SIM failure'],
  314: ['later', 'SIM busy'],
  315: ['sim', 'SIM wrong'],
  316: ['sim', 'SIM PUK required'],
  317: ['sim', 'SIM PIN2 required'],
  318: ['sim', 'SIM PUK2 required'],
  320: ['later', 'memory failure'],
  321: ['later', 'invalid memory index'],
  322: ['later', 'memory full'],
  330: ['sim', 'service centre address unknown'],
  331: ['silence', 'no network service: it can have gone after the message was taken'],
  332: ['silence', 'network time-out: the acknowledgement may be what was lost'],
  340: ['later', 'no +CNMA acknowledgement expected'],
  500: ['unknown', 'unknown error: also given when the network does not answer'],
  515: ['later', 'please wait: the modem is not ready to send'],
};

/** 27.007 9.2. */
const CME: Table = {
  3: ['later', 'operation not allowed'],
  4: ['message', 'operation not supported'],
  10: ['sim', 'SIM not inserted'],
  11: ['pin', 'SIM PIN required'],
  12: ['sim', 'SIM PUK required'],
  13: ['sim', 'SIM failure'],
  14: ['later', 'SIM busy'],
  15: ['sim', 'SIM wrong'],
  17: ['sim', 'SIM PIN2 required'],
  18: ['sim', 'SIM PUK2 required'],
  20: ['later', 'memory full'],
  30: ['silence', 'no network service: it can have gone after the message was taken'],
  31: ['silence', 'network time-out: the acknowledgement may be what was lost'],
  32: ['sim', 'emergency calls only'],
  50: ['message', 'incorrect parameters'],
  515: ['later', 'please wait: the modem is not ready to send'],
};

/** Errors that some modems give in words, where these are not those of the tables. */
const WORDS: readonly (readonly [RegExp, Sort])[] = [
  [/invalid input value|invalid pdu|invalid text|incorrect parameter/i, 'message'],
  [/\bsim pin required/i, 'pin'],
  [/sim (not inserted|pin|puk|failure|wrong)|smsc address unknown/i, 'sim'],
  [/busy|please wait|memory full|congestion|not allowed/i, 'later'],
  [/time-?out|no network/i, 'silence'],
];

const UNKNOWN = [
  'unknown',
  'not a code of the specification: nothing is known of what became of the message',
] as const;

/** What a modem's answer means, by code where there is one and by its words where there is not. */
export function judgeFailure(failure: ModemFailure): Judgement {
  const [sort, reason] = sortOf(failure);
  const { doubtful, unfit, ...rest } = SORTS[sort];
  return { refusal: { kind: 'refused', ...rest, code: codeOf(failure), detail: reason }, doubtful, unfit };
}

function sortOf({ kind, code, text }: ModemFailure): readonly [Sort, string] {
  const table = kind === 'CME' ? CME : CMS;
  if (code !== undefined) return table[code] ?? unlisted(kind, code);
  const sort = WORDS.find(([sign]) => sign.test(text))?.[1] ?? sortInWords(table, text);
  return sort ? [sort, text] : ['unknown', `${text}: the modem gives no reason`];
}

/** The sort of the code that `text` names as the specification does. */
function sortInWords(table: Table, text: string): Sort | undefined {
  const said = text.toLowerCase();
  return Object.values(table).find(([, reason]) => said.includes(reason.split(':')[0]!.toLowerCase()))?.[0];
}

/** TP-FCS that are reserved or of the service centre's own are still an answer of the service centre (23.040 9.2.3.22). */
function unlisted(kind: ModemFailure['kind'], code: number): readonly [Sort, string] {
  return kind === 'CMS' && code >= 1 && code <= 255 ? ['later', 'refused by the network'] : UNKNOWN;
}

/** `CMS 21`, `CME 14`, `ERROR`. */
function codeOf({ kind, code, text }: ModemFailure): string {
  if (kind === 'ERROR') return 'ERROR';
  return `${kind} ${code ?? text.replace(/^\+CM[ES] ERROR: */i, '')}`;
}

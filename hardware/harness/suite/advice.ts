import type { ModemFailure } from '../../../src/dispatch/modem-port';
import { Failure } from './check';

/** What mostly helps, by what the modem answered (27.005 3.2.5, 27.007 9.2). */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /CMS ERROR: (8|10|21|28|29|50|69)$/,
    'The network says no: has the SIM credit, may it send SMS, is the number right?',
  ],
  [
    /CMS ERROR: (38|41|42|47|331|332)$/,
    'The network does not answer: look at antenna and signal, and try again later.',
  ],
  [/CMS ERROR: (330|193)$/, 'The number of the service centre is missing: set it with AT+CSCA.'],
  [/CMS ERROR: (304|305)$/, 'The modem does not take this PDU: send the transcript, it may need a profile.'],
  [
    /CM[ES] ERROR: (3?14|515)$/,
    'The modem is busy with its SIM, mostly after a start: wait half a minute and try again.',
  ],
  [/CMS ERROR: (322|208|20)$/, 'The memory for messages is full: read and delete what is in it.'],
  [/./, 'Is there credit, is AT+CSCA set, is the signal good? The transcript shows the exchange.'],
];

/** A refusal to send, as a failure with what can be done about it. */
export function explainRefusal({ text }: ModemFailure, afterPdu: boolean): Failure {
  const [, advice] = ADVICE.find(([sign]) => sign.test(text))!;
  return new Failure(`${afterPdu ? 'the PDU' : 'AT+CMGS'} was answered by ${text}`, advice);
}

import { encodeDeliver, readFrame, writeFrame } from '../../../src/sms';
import { hexOf, octetOf } from '../octet';

const TP_UDHI = 0x40;

/** What the service centre makes of an SMS-SUBMIT for its recipient: user data, coding and header bit as they were. */
export function deliverFromSubmit(
  accepted: { pdu: string; from: string; at: string },
  smsc: string,
): { length: number; pdu: string } {
  const { first, pid, dcs, userData } = readFrame(accepted.pdu, { direction: 'mo' });
  const [empty] = encodeDeliver({ from: accepted.from, text: '', scts: accepted.at, smsc });
  const deliver = readFrame(empty!.pdu, { direction: 'mt' });
  const flags = octetOf(deliver.first) | (octetOf(first) & TP_UDHI);
  return writeFrame({ ...deliver, first: hexOf(flags), pid, dcs, userData });
}

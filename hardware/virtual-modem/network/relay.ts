import { encodeDeliver, type Submit } from '../../../src/sms';

/** Octets of SMS-DELIVER between TP-OA and TP-UDL: TP-PID, TP-DCS, TP-SCTS (23.040 9.2.2.1). */
const CODING_AND_TIME = 1 + 1 + 7;

const TP_UDHI = 0x40;

/** Octets of TP-VP for each TP-VPF (23.040 9.2.3.3): none, enhanced, relative, absolute. */
const VALIDITY_OCTETS = [0, 7, 1, 7];

/** Octets of the service centre address at the start of a PDU. */
const serviceCentreOctets = (pdu: Buffer): number => 1 + pdu[0]!;

/** What the service centre makes of an SMS-SUBMIT for its recipient: user data, coding and header bit as they were. */
export function deliverFromSubmit(
  submit: Submit,
  accepted: { pdu: string; from: string; at: string },
  smsc: string,
): { length: number; pdu: string } {
  const { pdu: submitPdu, from, at: scts } = accepted;
  const head = Buffer.from(encodeDeliver({ from, text: '', alphabet: '7bit', scts, smsc })[0]!.pdu, 'hex');
  const tpdu = serviceCentreOctets(head);
  const coding = head.length - 1 - CODING_AND_TIME;
  head[tpdu]! |= submit.udhi ? TP_UDHI : 0;
  head[coding] = submit.pid;
  head[coding + 1] = submit.dcs;
  const pdu = Buffer.concat([head.subarray(0, -1), userDataOf(Buffer.from(submitPdu, 'hex'))]);
  return { length: pdu.length - tpdu, pdu: pdu.toString('hex').toUpperCase() };
}

/** TP-UDL and TP-UD of an SMS-SUBMIT that is known to be well formed (23.040 9.2.2.2). */
function userDataOf(pdu: Buffer): Buffer {
  const tpdu = serviceCentreOctets(pdu);
  const destination = tpdu + 2;
  const coding = destination + 2 + Math.ceil(pdu[destination]! / 2);
  const validity = VALIDITY_OCTETS[(pdu[tpdu]! >> 3) & 3]!;
  return pdu.subarray(coding + 2 + validity);
}

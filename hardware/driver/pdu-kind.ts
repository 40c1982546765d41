/** What a PDU that the modem holds is, by its TP-MTI in the direction from the network (23.040 9.2.3.1). */
export function pduKind(pdu: string): 'message' | 'report' | 'other' {
  const scaOctets = Number.parseInt(pdu.slice(0, 2), 16);
  const firstOctet = Number.parseInt(pdu.slice(2 + 2 * scaOctets, 4 + 2 * scaOctets), 16);
  if (Number.isNaN(firstOctet)) return 'other';
  switch (firstOctet & 0b11) {
    case 0b00:
      return 'message';
    case 0b10:
      return 'report';
    default:
      return 'other';
  }
}

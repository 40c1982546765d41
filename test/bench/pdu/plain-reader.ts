/**
 * Reads what the benchmark's peers write, field by field and bit by bit, without any of src/sms: SMS-SUBMIT without
 * TP-VP (23.040 9.2.2.2), in the default alphabet or in UCS2, with at most a concatenation element in its header.
 */
export interface PlainSubmit {
  to: string;
  text: string;
  part: string;
}

const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';

export function readPlainSubmit(hex: string): PlainSubmit {
  const octets = Array.from(Buffer.from(hex, 'hex'));
  const take = (count: number) => {
    const taken = octets.splice(0, count);
    if (taken.length < count) throw new Error(`${count} octets expected, ${taken.length} left`);
    return taken;
  };
  take(take(1)[0]!);
  const [first, , digits, type] = take(4) as [number, number, number, number];
  if ((first & 0x1b) !== 1) throw new Error(`first octet ${first.toString(16)}`);
  const swapped = take((digits + 1) >> 1).map((octet) => octet.toString(16).padStart(2, '0'));
  const number = swapped.map((pair) => pair[1]! + pair[0]!).join('');
  const [, dcs, udl] = take(3) as [number, number, number];
  const data = take(dcs === 0 ? Math.ceil((udl * 7) / 8) : udl);
  if (octets.length > 0) throw new Error(`${octets.length} octets behind TP-UD`);
  const header = first & 0x40 ? data[0]! + 1 : 0;
  return {
    to: `${type === 0x91 ? '+' : ''}${number.slice(0, digits)}`,
    text:
      dcs === 0 ? septets(data, udl, header) : Buffer.from(data.slice(header)).swap16().toString('utf16le'),
    part: header === 0 ? '1/1' : `${data[header - 1]}/${data[header - 2]}`,
  };
}

function septets(data: number[], udl: number, header: number): string {
  const bits = data.map((octet) => [...octet.toString(2).padStart(8, '0')].reverse().join('')).join('');
  let text = '';
  for (let septet = Math.ceil((header * 8) / 7); septet < udl; septet++) {
    const code = [...bits.slice(septet * 7, septet * 7 + 7)].reverse().join('');
    text += DEFAULT_ALPHABET[parseInt(code, 2)];
  }
  return text;
}

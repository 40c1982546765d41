import { decodePdu, encodeSubmit, Reassembler } from '../../../src/sms';

/** What the benchmark asks of a codec. */
export interface Codec {
  name: string;
  /** SMS-SUBMITs in hexadecimal, with an empty service centre address. */
  encode(to: string, text: string, alphabet: '7bit' | '16bit'): string[];
  /** Text of an SMS-DELIVER. */
  decode(pdu: string): string | undefined;
  /** Text of a message whose segments come as SMS-DELIVERs. */
  reassemble(pdus: readonly string[]): string | undefined;
}

const ours: Codec = {
  name: 'gsm-fallback/sms',
  encode: (to, text, alphabet) => encodeSubmit({ to, text, alphabet, reference: 7 }).map(({ pdu }) => pdu),
  decode: (pdu) => decodePdu(pdu, { direction: 'mt' }).text,
  reassemble: (pdus) => {
    const reassembler = new Reassembler();
    let text: string | undefined;
    for (const pdu of pdus) {
      const part = decodePdu(pdu, { direction: 'mt' });
      text = part.type === 'SMS-DELIVER' ? reassembler.add(part, 0)?.text : undefined;
    }
    return text;
  },
};

interface NodePdu {
  Submit: new (address: string, data: unknown) => { getPartStrings(): string[] };
  Data: new () => { setData(text: string, alphabet: { type: unknown }): void };
  parse(pdu: string): { data: { getText(): string; append(other: unknown): void } };
}

interface PduTs {
  PDUParser: {
    Generate(message: object): { smsc_tpdu: string }[];
    Parse(pdu: string): { text: string; udh: { current_part: number } };
  };
}

interface NodeSmsPdu {
  generateSubmit(number: string, text: string, options: object): { hex: string }[];
  parse(pdu: string): { text: string; concat: { sequence: number } | null };
}

/** The other packages of the registry that write and read PDUs. */
export function peers(): Codec[] {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const nodePdu = require('node-pdu') as NodePdu;
  const { PDUParser } = require('pdu.ts') as PduTs;
  const smsPdu = require('node-sms-pdu') as NodeSmsPdu;
  /* eslint-enable @typescript-eslint/no-require-imports */
  return [
    {
      name: 'node-pdu',
      encode: (to, text) => new nodePdu.Submit(to, text).getPartStrings(),
      decode: (pdu) => nodePdu.parse(pdu).data.getText(),
      reassemble: ([first, ...others]) => {
        const whole = nodePdu.parse(first!);
        for (const pdu of others) whole.data.append(nodePdu.parse(pdu));
        return whole.data.getText();
      },
    },
    {
      name: 'pdu.ts',
      encode: (to, text, encoding) =>
        PDUParser.Generate({
          receiver: to.slice(1),
          receiver_type: 0x91,
          encoding,
          text,
          request_status: false,
        }).map(({ smsc_tpdu }) => smsc_tpdu),
      decode: (pdu) => PDUParser.Parse(pdu).text,
      reassemble: (pdus) =>
        pdus
          .map((pdu) => PDUParser.Parse(pdu))
          .sort((a, b) => a.udh.current_part - b.udh.current_part)
          .map(({ text }) => text)
          .join(''),
    },
    {
      name: 'node-sms-pdu',
      encode: (to, text, alphabet) =>
        smsPdu
          .generateSubmit(to, text, { encoding: alphabet === '7bit' ? 'gsm' : 'ucs2' })
          .map(({ hex }) => hex),
      decode: (pdu) => smsPdu.parse(pdu).text,
      reassemble: (pdus) =>
        pdus
          .map((pdu) => smsPdu.parse(pdu))
          .sort((a, b) => a.concat!.sequence - b.concat!.sequence)
          .map(({ text }) => text)
          .join(''),
    },
  ];
}

export const codecs = (): Codec[] => [ours, ...peers()];

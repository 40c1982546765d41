import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startWorld } from '../support/daemon-in-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { dissect, tsharkIsInstalled, type Dissected } from './tshark';

/** One send_sms, and what Wireshark must find in the segments that the modem got for it. */
interface Case {
  asks: string;
  /** Values as octets on the wire: one character each, ISO-8859-1. */
  form: Record<string, string>;
  finds: (Partial<Dissected> & { text?: string })[];
  giveUpAfter?: string;
}

const DAY = '24h';
const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
const concatenated = { allow_concat_text_sms: '1', concat_text_sms_max_parts: '127' };
const x = (count: number) => 'x'.repeat(count);

/** The message of `form` in segments of these texts, joined by a user data header. */
const inSegments = (asks: string, form: Record<string, string>, ...texts: string[]): Case => ({
  asks,
  form: { ...concatenated, ...form },
  finds: texts.map((text) => ({ udhi: true, text })),
});

const CLASSES = (['7bit', '8bit', '16bit'] as const).flatMap((alphabet) =>
  [0, 1, 2, 3].map((messageClass): Case => {
    const message = { '7bit': 'Zone 3', '8bit': '0605040B8423F0DC0601AE', '16bit': utf16('Zone 3') }[
      alphabet
    ];
    const found = alphabet === '8bit' ? { udhi: true, body: 'dc0601ae' } : { udhi: false, text: 'Zone 3' };
    return {
      asks: `dca=${alphabet} and msg_class=${messageClass}`,
      form: { dca: alphabet, msg_class: String(messageClass), message },
      finds: [{ alphabet, class: messageClass, concat: undefined, ...found }],
    };
  }),
);

const PROTOCOLS = [
  ...[0, 1, 65, 127, 255].map((pid) => ({ name: 'protocol_id', value: pid, pid })),
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ name: 'replace_msg_id', value: n, pid: 0x40 + n })),
].map(({ name, value, pid }): Case => ({
  asks: `${name}=${value}`,
  form: { [name]: String(value) },
  finds: [{ pid }],
}));

/** Type of number: 0 unknown, as national numbers and short codes have it; 1 international. */
const NUMBERS = (
  [
    ['1', 0],
    ['112', 0],
    ['61234', 0],
    ['612345', 0],
    ['4670825', 1],
    ['46708251358', 1],
    ['447700900001', 1],
    ['44770090000112345678', 1],
  ] as const
).map(([msisdn, ton]): Case => ({
  asks: `msisdn=${msisdn}`,
  form: { msisdn },
  finds: [{ da: msisdn, ton, npi: 1 }],
}));

/** TP-VP as 23.040 9.2.3.12.1 counts: 5 minutes up to 143, half hours up to 167, days up to 196. */
const VALIDITIES = Object.entries({ '10m': 1, '1h': 11, '12h': 143, [DAY]: 167, '3d': 169, '20d': 186 }).map(
  ([giveUpAfter, vp]): Case => ({
    asks: `a policy with giveUpAfter: ${giveUpAfter}`,
    form: {},
    finds: [{ vpf: 2, vp }],
    giveUpAfter,
  }),
);

const EURO = '\xbbe';

const CASES: Case[] = [
  {
    asks: 'no more than a text',
    form: {},
    finds: [{ class: 2, alphabet: '7bit', pid: 0, srr: true, udhi: false }],
  },
  { asks: 'want_report=0', form: { want_report: '0' }, finds: [{ srr: false }] },
  { asks: 'want_report=1', form: { want_report: '1' }, finds: [{ srr: true }] },
  ...CLASSES,
  ...PROTOCOLS,
  ...NUMBERS,
  ...VALIDITIES,
  {
    asks: 'every character of the 7bit table',
    form: {
      message:
        ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz\n\r' +
        '\xa1\xa3\xa4\xa5\xa7\xbf\xc4\xc5\xc6\xc7\xc9\xd1\xd6\xd8\xdc\xdf\xe0\xe4\xe5\xe6\xe8\xe9\xec\xf1\xf2\xf6\xf8\xf9\xfc' +
        '\xd0\xde\xac\xc2\xdb\xba\xdd\xca\xd4\xb1',
    },
    finds: [
      {
        text:
          ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz\n\r' +
          '¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùü' +
          'ΔΦΓΛΩΠΨΣΘΞ',
      },
    ],
  },
  {
    asks: 'every escaped character of the 7bit table',
    form: { message: '\xbb\x14\xbb(\xbb)\xbb/\xbb<\xbb=\xbb>\xbb@\xbbe' },
    finds: [{ text: '^{}\\[~]|€' }],
  },
  { asks: 'the longest single 7bit text', form: { message: x(160) }, finds: [{ udhi: false, text: x(160) }] },
  {
    asks: 'the longest single 16bit text',
    form: { dca: '16bit', message: utf16('я'.repeat(70)) },
    finds: [{ udhi: false, text: 'я'.repeat(70) }],
  },
  {
    asks: 'the longest 8bit body',
    form: { dca: '8bit', message: `06050423F40000${'5A'.repeat(133)}` },
    finds: [{ udhi: true, ports: { to: 9204, from: 0 }, body: '5a'.repeat(133) }],
  },
  inSegments('161 characters', { message: x(153) + 'y'.repeat(8) }, x(153), 'y'.repeat(8)),
  inSegments('two full segments', { message: x(153) + 'y'.repeat(153) }, x(153), 'y'.repeat(153)),
  inSegments(
    'an escaped character astride the cut',
    { message: `${x(152)}${EURO}${x(20)}` },
    x(152),
    `€${x(20)}`,
  ),
  inSegments(
    'an escaped character right before the cut',
    { message: `${x(151)}${EURO}${x(20)}` },
    `${x(151)}€`,
    x(20),
  ),
  inSegments(
    'nothing but escaped characters',
    { message: EURO.repeat(153) },
    '€'.repeat(76),
    '€'.repeat(76),
    '€',
  ),
  inSegments('concatenation with a class', { message: x(154) + x(7), msg_class: '0' }, x(153), x(8)),
  inSegments(
    '16bit over one segment',
    { dca: '16bit', message: utf16('я'.repeat(67) + 'ж'.repeat(4)) },
    'я'.repeat(67),
    'ж'.repeat(4),
  ),
  inSegments(
    'a surrogate pair astride the cut',
    { dca: '16bit', message: utf16(`${x(66)}\u{1f6a8}${x(10)}`) },
    x(66),
    `\u{1f6a8}${x(10)}`,
  ),
  inSegments(
    'a surrogate pair right before the cut',
    { dca: '16bit', message: utf16(`${x(65)}\u{1f6a8}${x(10)}`) },
    `${x(65)}\u{1f6a8}`,
    x(10),
  ),
  inSegments(
    'nothing but surrogate pairs',
    { dca: '16bit', message: utf16('\u{1f6a8}'.repeat(40)) },
    '\u{1f6a8}'.repeat(33),
    '\u{1f6a8}'.repeat(7),
  ),
  inSegments(
    'as many segments as there may be',
    { message: x(127 * 153) },
    ...Array.from({ length: 127 }, () => x(153)),
  ),
];

/** Submits every case, then asks Wireshark once. */
async function decodeAll(): Promise<Map<Case, Dissected[]>> {
  const counts: [Case, number][] = [];
  const tpdus: string[] = [];
  for (const giveUpAfter of new Set(CASES.map((each) => each.giveUpAfter ?? DAY))) {
    const { daemon, ended, gateway, network } = await startWorld({
      policy: `fallbackAfter: 0s, giveUpAfter: ${giveUpAfter}`,
    });
    await gateway.unplug();
    for (const each of CASES) {
      if ((each.giveUpAfter ?? DAY) !== giveUpAfter) continue;
      const before = network.accepted.length;
      const { route } = await ended(await submit(daemon().url, each.form));
      expect(route, each.asks).toMatchObject({ state: 'submitted', via: 'modem' });
      const taken = network.accepted.slice(before);
      counts.push([each, taken.length]);
      tpdus.push(...taken.map(({ pdu }) => withoutServiceCentre(pdu)));
    }
  }
  const dissected = await dissect(tpdus, join(temporaryFolder(), 'tpdus.pcap'));
  expect(dissected).toHaveLength(tpdus.length);
  return new Map(counts.map(([each, count]) => [each, dissected.splice(0, count)]));
}

async function submit(url: string, form: Record<string, string>): Promise<number> {
  const parameters = {
    username: 'panel',
    password: 'secret',
    msisdn: '447700900001',
    message: 'Zone 3',
    ...form,
  };
  const encode = (value: string) =>
    value.replace(/[^]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const response = await fetch(`${url}/eapi/submission/send_sms/2/2.0`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Object.entries(parameters)
      .map(([name, value]) => `${name}=${encode(value)}`)
      .join('&'),
  });
  const answer = await response.text();
  expect(answer).toMatch(/^0\|IN_PROGRESS\|\d+$/);
  return Number(answer.split('|')[2]);
}

/** The modem is to use the service centre of its SIM: an address of length 0. */
function withoutServiceCentre(pdu: string): string {
  expect(pdu.slice(0, 2)).toBe('00');
  return pdu.slice(2);
}

let decoding: ReturnType<typeof decodeAll> | undefined;
const decoded = () => (decoding ??= decodeAll());

describe.skipIf(!tsharkIsInstalled)(
  tsharkIsInstalled ? 'Wireshark finds in what the modem got' : 'skipped: tshark is not installed',
  () => {
    it.each(CASES.map((each) => [each.asks, each] as const))('%s', async (_, each) => {
      const { form, finds } = each;
      const segments = (await decoded()).get(each)!;
      expect(segments).toHaveLength(finds.length);
      const [first] = segments;
      segments.forEach((segment, i) => {
        expect(segment).toMatchObject({
          mti: 1,
          malformed: false,
          vpf: 2,
          vp: 167,
          da: '447700900001',
          ton: 1,
          npi: 1,
          pid: 0,
          srr: true,
          class: Number(form['msg_class'] ?? 2),
          alphabet: form['dca'] ?? '7bit',
          concat:
            finds.length === 1
              ? undefined
              : { reference: first!.concat!.reference, total: finds.length, sequence: i + 1 },
          ...(form['dca'] !== '8bit' && form['message'] === undefined && { text: 'Zone 3' }),
          ...finds[i],
        });
      });
    });
  },
);

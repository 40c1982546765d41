import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Whether Wireshark's decoder can be asked here (Debian: package tshark). */
export const tsharkIsInstalled = spawnSync('tshark', ['--version']).status === 0;

/** What Wireshark's gsm_sms dissector says of one TPDU that a mobile sent. */
export interface Dissected {
  /** TP-MTI; 1 is SMS-SUBMIT in this direction (23.040 9.2.3.1). */
  mti: number;
  srr: boolean;
  udhi: boolean;
  /** TP-VPF: 0 none, 2 relative. */
  vpf: number;
  /** TP-VP as the octet says it. */
  vp: number | undefined;
  /** Digits of TP-DA. */
  da: string;
  /** 0 unknown, 1 international. */
  ton: number;
  npi: number;
  pid: number;
  alphabet: '7bit' | '8bit' | '16bit';
  class: number | undefined;
  concat: { reference: number; total: number; sequence: number } | undefined;
  /** Destination and originator port of the user data header. */
  ports: { to: number; from: number } | undefined;
  text: string | undefined;
  /** Hexadecimal user data behind the header, for 8bit. */
  body: string | undefined;
  malformed: boolean;
}

/** Known to tshark as LINKTYPE_WIRESHARK_UPPER_PDU: tags that say which dissector is meant, then its octets. */
const UPPER_PDU = 252;
const TAG_DISSECTOR = 12;
const TAG_DIRECTION = 35;

/** Seen from the service centre. */
const DIRECTION = { mo: 1, mt: 0 };

const FIELDS = {
  mti: 'gsm_sms.tp-mti',
  srr: 'gsm_sms.tp-srr',
  udhi: 'gsm_sms.tp-udhi',
  vpf: 'gsm_sms.tp-vpf',
  vp: 'gsm_sms.vp.validity_period',
  da: 'gsm_sms.tp-da',
  ton: 'gsm_sms.dis_field_addr.num_type',
  npi: 'gsm_sms.dis_field_addr.num_plan',
  pid: 'gsm_sms.tp-pid',
  group4: 'gsm_sms.coding_group_bits4',
  coding: 'gsm_sms.dcs.message_coding',
  characterSet: 'gsm_sms.dcs.character_set',
  class: 'gsm_sms.dcs.message_class',
  reference: 'gsm_sms.udh.mm.msg_id',
  total: 'gsm_sms.udh.mm.msg_parts',
  sequence: 'gsm_sms.udh.mm.msg_part',
  toPort: 'gsm_sms.destination_port',
  fromPort: 'gsm_sms.originator_port',
  text: 'gsm_sms.sms_text',
  body: 'gsm_sms.sms_body',
  malformed: '_ws.malformed',
} as const;

type Field = keyof typeof FIELDS;

const run = promisify(execFile);

/** Segments stay apart, and what a port number would hand to another protocol stays octets. */
const OPTIONS = '-n -o gsm_sms.reassemble:FALSE --disable-protocol wsp --disable-protocol wtp'.split(' ');

/** Values of each field, by its name in Wireshark; a field that a TPDU does not have is not there. */
export type Fields = Partial<Record<string, string[]>>;

/**
 * Fields of TPDUs (hexadecimal, no service centre address), in order. Rejects where tshark fails.
 * @param file where the capture is put that tshark reads
 * @param direction of all of them
 */
export async function fieldsOf(
  tpdus: readonly string[],
  fields: readonly string[],
  file: string,
  direction: 'mo' | 'mt',
): Promise<Fields[]> {
  writeFileSync(file, capture(tpdus, direction));
  const wanted = fields.flatMap((field) => ['-e', field]);
  const { stdout } = await run('tshark', ['-r', file, ...OPTIONS, '-T', 'json', ...wanted], {
    maxBuffer: 1 << 28,
  });
  return (JSON.parse(stdout) as { _source: { layers: Fields } }[]).map(({ _source: { layers } }) => layers);
}

/** The signs of the time zones of each TPDU, in order: the fields have their sizes only. `file` is one of fieldsOf. */
export async function zoneSigns(file: string): Promise<string[][]> {
  const { stdout } = await run('tshark', ['-r', file, ...OPTIONS, '-O', 'gsm_sms', '-V'], {
    maxBuffer: 1 << 28,
  });
  const packets = stdout.split(/^Frame \d+:/m).slice(1);
  return packets.map((packet) => Array.from(packet.matchAll(/Timezone: GMT ([+-])/g), ([, sign]) => sign!));
}

/** Decodes TPDUs that a mobile sent, as fieldsOf does. */
export async function dissect(tpdus: readonly string[], file: string): Promise<Dissected[]> {
  const packets = await fieldsOf(tpdus, Object.values(FIELDS), file, 'mo');
  return packets.map((layers) => dissectionOf((field) => layers[FIELDS[field]]?.[0]));
}

function dissectionOf(field: (name: Field) => string | undefined): Dissected {
  const number = (name: Field) => (field(name) === undefined ? undefined : Number(field(name)));
  const flag = (name: Field) => ['1', 'true', 'True'].includes(field(name) ?? '');
  const needed = (name: Field) => number(name) ?? NaN;
  return {
    mti: needed('mti'),
    srr: flag('srr'),
    udhi: flag('udhi'),
    vpf: needed('vpf'),
    vp: number('vp'),
    da: field('da') ?? '',
    ton: needed('ton'),
    npi: needed('npi'),
    pid: needed('pid'),
    alphabet: (['7bit', '8bit', '16bit'] as const)[
      number('group4') === 15 ? needed('coding') : needed('characterSet')
    ]!,
    class: number('class'),
    concat: field('reference')
      ? { reference: needed('reference'), total: needed('total'), sequence: needed('sequence') }
      : undefined,
    ports: field('toPort') ? { to: needed('toPort'), from: needed('fromPort') } : undefined,
    text: field('text'),
    body: field('body')?.replaceAll(':', ''),
    malformed: field('malformed') !== undefined,
  };
}

/** A capture file in which each TPDU is a packet of its own. */
function capture(tpdus: readonly string[], from: 'mo' | 'mt'): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(UPPER_PDU, 20);
  const direction = Buffer.alloc(4);
  direction.writeUInt32BE(DIRECTION[from]);
  const tags = Buffer.concat([
    tag(TAG_DISSECTOR, Buffer.from('gsm_sms\0')),
    tag(TAG_DIRECTION, direction),
    tag(0, Buffer.alloc(0)),
  ]);
  const packets = tpdus.map((tpdu) => {
    const octets = Buffer.concat([tags, Buffer.from(tpdu, 'hex')]);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(octets.length, 8);
    record.writeUInt32LE(octets.length, 12);
    return Buffer.concat([record, octets]);
  });
  return Buffer.concat([header, ...packets]);
}

/** Values are a multiple of four octets. */
function tag(kind: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(kind, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

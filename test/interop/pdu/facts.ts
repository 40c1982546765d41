import type { Tpdu } from '../../../src/sms';
import type { Fields } from '../tshark';

/** The fields that Wireshark is asked for. */
export const ASKED = [
  ...[
    'mti',
    'rd',
    'vpf',
    'srr',
    'sri',
    'srq',
    'mms',
    'lp',
    'udhi',
    'rp',
    'mr',
    'oa',
    'da',
    'ra',
    'pid',
    'dcs',
    'fcs',
  ].map((name) => `gsm_sms.tp-${name}`),
  ...['num_type', 'num_plan'].map((name) => `gsm_sms.dis_field_addr.${name}`),
  ...['year', 'month', 'day', 'hour', 'minutes', 'seconds', 'timezone'].map((name) => `gsm_sms.scts.${name}`),
  ...['coding_group_bits4', 'dcs.message_class_defined', 'dcs.message_class'].map(
    (name) => `gsm_sms.${name}`,
  ),
  ...['validity_period', 'single_shot_sm', 'validity_period_format'].map((name) => `gsm_sms.vp.${name}`),
  ...['hour', 'minutes', 'seconds'].map((name) => `gsm_sms.vp.validity_period.${name}`),
  ...['definition', 'st_error'].map((name) => `gsm_sms.dis_field.${name}`),
  ...['user_data_length', 'parameter_indicator', 'command_type', 'message_number'].map(
    (name) => `gsm_sms.tp.${name}`,
  ),
  ...['sms_text', 'sms_body', 'ie_identifier', 'dis.field_st_reason'].map((name) => `gsm_sms.${name}`),
  ...['msg_id', 'msg_parts', 'msg_part'].map((name) => `gsm_sms.udh.mm.${name}`),
  ...['destination_port', 'originator_port'].map((name) => `gsm_sms.${name}`),
];

/** What is said of a TPDU, in the same words by both; undefined where it does not apply. */
export type Facts = Record<string, string | number | boolean | undefined>;

type Ask = (name: string, place?: number) => string | undefined;

function number(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function flag(value: string | undefined): boolean | undefined {
  return value === undefined ? undefined : ['1', 'true', 'True'].includes(value);
}

/** The `place`th time stamp, with a sign of its zone that the fields do not have. */
function time(ask: Ask, place: number, sign: string | undefined): string | undefined {
  const part = (name: string) => ask(`scts.${name}`, place)?.padStart(2, '0');
  const quarters = number(ask('scts.timezone', place));
  if (quarters === undefined) return undefined;
  const zone = `${String(quarters >> 2).padStart(2, '0')}:${String((quarters & 3) * 15).padStart(2, '0')}`;
  const date = `20${part('year')}-${part('month')}-${part('day')}`;
  return `${date}T${part('hour')}:${part('minutes')}:${part('seconds')}${quarters === 0 ? '+' : sign}${zone}`;
}

function validity(ask: Ask, sign: string | undefined): string | number | undefined {
  const format = ask('tp-vpf');
  const enhanced = format === '1' ? ask('vp.validity_period_format') : undefined;
  if (format === '3') {
    return time(ask, 0, sign);
  }
  if (format === '2' || enhanced === '2') {
    return number(ask('vp.validity_period'));
  }
  const clock = ['hour', 'minutes', 'seconds'].map((name) => Number(ask(`vp.validity_period.${name}`)));
  return enhanced === '3' ? clock.reduce((sum, part) => sum * 60 + part, 0) : undefined;
}

const TYPES = {
  mo: ['SMS-DELIVER-REPORT', 'SMS-SUBMIT', 'SMS-COMMAND'],
  mt: ['SMS-DELIVER', 'SMS-SUBMIT-REPORT', 'SMS-STATUS-REPORT'],
};

/** What Wireshark says. */
export function factsOfFields(fields: Fields, signs: readonly string[], direction: 'mo' | 'mt'): Facts {
  const ask: Ask = (name, place = 0) => fields[`gsm_sms.${name}`]?.[place];
  const report = ask('tp-mti') === '2' && direction === 'mt';
  const hasClass = flag(ask('dcs.message_class_defined')) || ask('coding_group_bits4') === '15';
  const bits =
    ask('dis_field.definition') === undefined ? undefined : flag(ask('dis_field.definition')) ? 0x80 : 0;
  const reason = (Number(ask('dis_field.st_error')) << 5) | Number(ask('dis.field_st_reason'));
  return {
    type: TYPES[direction][Number(ask('tp-mti'))],
    ...Object.fromEntries(
      ['rd', 'srr', 'sri', 'srq', 'mms', 'lp', 'udhi', 'rp'].map((name) => [name, flag(ask(`tp-${name}`))]),
    ),
    vpf: number(ask('tp-vpf')),
    mr: number(ask('tp-mr')),
    address: ask('tp-oa') ?? ask('tp-da') ?? ask('tp-ra'),
    ton: number(ask('dis_field_addr.num_type')),
    npi: number(ask('dis_field_addr.num_plan')),
    pid: number(ask('tp-pid')),
    dcs: number(ask('tp-dcs')),
    class: hasClass ? number(ask('dcs.message_class')) : undefined,
    scts: direction === 'mt' ? time(ask, 0, signs[0]) : undefined,
    dt: report ? time(ask, 1, signs[1]) : undefined,
    validity: direction === 'mo' ? validity(ask, signs[0]) : undefined,
    singleShot: flag(ask('vp.single_shot_sm')),
    status: bits === undefined ? undefined : bits | reason,
    fcs: number(ask('tp-fcs')),
    pi: number(ask('tp.parameter_indicator')),
    ct: number(ask('tp.command_type')),
    mn: number(ask('tp.message_number')),
    udl: number(ask('tp.user_data_length')),
    elements: fields['gsm_sms.ie_identifier']?.map(Number).join(),
    concat:
      ask('udh.mm.msg_id') && ['id', 'parts', 'part'].map((name) => Number(ask(`udh.mm.msg_${name}`))).join(),
    ports: ask('destination_port') && `${ask('destination_port')},${ask('originator_port')}`,
    text: ask('sms_text'),
    data: ask('sms_body')?.replace('<MISSING>', '').replaceAll(':', '').toUpperCase(),
  };
}

/** Seconds of the relative format as the octet that stands for them: Wireshark has no seconds of it. */
const relative = (octet: number): number =>
  octet <= 143
    ? (octet + 1) * 300
    : octet <= 167
      ? 43_200 + (octet - 143) * 1800
      : octet <= 196
        ? (octet - 166) * 86_400
        : (octet - 192) * 604_800;

/** What the codec says. */
export function factsOfTpdu(tpdu: Tpdu): Facts {
  const { concat, ports, udh, address } = tpdu;
  return {
    ...Object.fromEntries(
      (
        [
          'type',
          'rd',
          'srr',
          'sri',
          'srq',
          'mms',
          'lp',
          'udhi',
          'rp',
          'vpf',
          'mr',
          'ton',
          'npi',
          'pid',
          'dcs',
        ] as const
      ).map((name) => [name, tpdu[name]]),
    ),
    address: address?.replace(/^\+/, ''),
    class: tpdu.class,
    scts: tpdu.scts,
    dt: tpdu.dt,
    validity: tpdu.validity,
    singleShot: tpdu.singleShot,
    status: tpdu.status,
    fcs: tpdu.fcs,
    pi: tpdu.pi,
    ct: tpdu.ct,
    mn: tpdu.mn,
    udl: tpdu.udl,
    elements: udh?.map(({ iei }) => iei).join(),
    concat: concat && `${concat.reference},${concat.total},${concat.sequence}`,
    ports: ports && `${ports.destination},${ports.originator}`,
    text: tpdu.text,
    data: tpdu.data,
  };
}

/** Whether both say the same of `name`; what Wireshark is silent about, or is known not to know, is no difference. */
export function agrees(name: string, said: Facts, found: Facts): boolean {
  const [ours, theirs] = [said[name], found[name]];
  if (name === 'validity' && said.vpf === 2) {
    return ours === relative(Number(theirs));
  }
  if (name === 'text' || name === 'data') {
    return theirs === undefined || ours === theirs || isBeyondWireshark(said);
  }
  return theirs === undefined ? !NEEDED.has(name) || ours === undefined : ours === theirs;
}

/** Never left out by Wireshark where the TPDU has them. */
const NEEDED = new Set(['type', 'mr', 'pid', 'dcs', 'status', 'ct', 'mn', 'udl', 'pi']);

/**
 * Codings that it gives as octets: reserved, compressed, and none, where 23.040 9.2.3.27 has a report's user data read in
 * the default alphabet.
 */
function isBeyondWireshark({ dcs }: Facts): boolean {
  const octet = Number(dcs ?? 0x80);
  return octet < 0x80 ? (octet & 0x20) !== 0 || (octet & 0x0c) === 0x0c : octet < 0xc0;
}

import { decodePdu, readFrame, type Deliver, type StatusReport, type Tpdu } from '../../../src/sms';
import type { Settings } from '../device/settings';
import { isOutgoing, type StoredMessage } from '../device/storage';
import type { Incoming } from '../network/network';
import { octetOf } from '../octet';
import { typeOfNumber } from './address-type';
import { toCharacterSet } from './character-set';
import type { MessageFormat } from './message-format';
import { dataOf } from './text-data';

/** 27.005 3.1 <stat> in text mode, in the order of PDU mode. */
const STATUS_NAMES = ['REC UNREAD', 'REC READ', 'STO UNSENT', 'STO SENT', 'ALL'];

const quoted = (text: string): string => `"${text}"`;

/** 27.005 3.1: yy/MM/dd,hh:mm:ss±zz, the zone in quarters of an hour. */
function timeOf(iso: string | undefined): string {
  const parts = /^20(\d\d)-(\d\d)-(\d\d)T(.{8})([+-])(\d\d):(\d\d)$/.exec(iso ?? '');
  if (!parts) {
    return quoted('');
  }
  const [, year, month, day, time, sign, hours, minutes] = parts;
  const quarters = Number(hours) * 4 + Number(minutes) / 15;
  return quoted(`${year}/${month}/${day},${time}${sign}${String(quarters).padStart(2, '0')}`);
}

interface Addressed {
  address: string;
  ton: number;
  npi: number;
}

const typeOf = ({ ton, npi }: Pick<Addressed, 'ton' | 'npi'>): number => 0x80 | (ton << 4) | npi;

const numberOf = ({ address }: Addressed, { cscs }: Settings): string =>
  quoted(toCharacterSet(address, cscs));

type Values = (string | number)[];

/** What AT+CSDH=1 adds to a message with text, but for its <vp>. */
function headerOf(tpdu: Tpdu & Addressed, pdu: string, vp: Values, { cscs }: Settings): Values {
  const { first } = readFrame(pdu, { direction: tpdu.type === 'SMS-SUBMIT' ? 'mo' : 'mt' });
  const serviceCentre = tpdu.smsc ?? '';
  return [
    typeOf(tpdu),
    octetOf(first),
    tpdu.pid ?? 0,
    tpdu.dcs ?? 0,
    ...vp,
    quoted(toCharacterSet(serviceCentre, cscs)),
    typeOfNumber(serviceCentre),
  ];
}

/** 27.005 3.4.1 <fo>,<mr>,[<ra>],[<tora>],<scts>,<dt>,<st>. */
function reportOf(report: StatusReport, pdu: string, settings: Settings): Values {
  const { first } = readFrame(pdu, { direction: 'mt' });
  const { mr, scts, dt, status } = report;
  return [octetOf(first), mr, numberOf(report, settings), typeOf(report), timeOf(scts), timeOf(dt), status];
}

function directOf(deliver: Deliver, { pdu }: Incoming, settings: Settings): string[] {
  const data = dataOf(deliver, pdu, settings.cscs);
  const values: Values = [numberOf(deliver, settings), '', timeOf(deliver.scts)];
  if (settings.csdh === 1) {
    values.push(...headerOf(deliver, pdu, [], settings), data.length);
  }
  return [`+CMT: ${values.join(',')}`, data];
}

/** A stored message: what `more` adds to its header where AT+CSDH asks for it. */
function stored(
  { status, pdu }: StoredMessage,
  settings: Settings,
  more: (tpdu: Tpdu & Addressed, vp: Values) => Values,
): [string, ...string[]] {
  const tpdu = decodePdu(pdu, { direction: isOutgoing(status) ? 'mo' : 'mt' });
  const values: Values = [quoted(STATUS_NAMES[status]!)];
  if (tpdu.type === 'SMS-STATUS-REPORT') {
    return [[...values, ...reportOf(tpdu, pdu, settings)].join(',')];
  }
  if (tpdu.type !== 'SMS-DELIVER' && tpdu.type !== 'SMS-SUBMIT') {
    return [values.join(',')];
  }
  values.push(numberOf(tpdu, settings), '');
  const vp: Values = [];
  if (tpdu.type === 'SMS-DELIVER') {
    values.push(timeOf(tpdu.scts));
  } else {
    const { vp: octets } = readFrame(pdu, { direction: 'mo' });
    vp.push(octets.length === 2 ? octetOf(octets) : octets);
  }
  const data = dataOf(tpdu, pdu, settings.cscs);
  if (settings.csdh === 1) {
    values.push(...more(tpdu, vp), data.length);
  }
  return [values.join(','), data];
}

/** Text mode, 27.005 section 3. */
export const TEXT_FORMAT: MessageFormat = {
  statuses: `(${STATUS_NAMES.map(quoted).join(',')})`,
  status: (args, index, missing) => {
    const status = STATUS_NAMES.indexOf(args.string(index, STATUS_NAMES[missing]).toUpperCase());
    if (status < 0) {
      throw args.invalid();
    }
    return status;
  },
  read: (message, settings) =>
    stored(message, settings, (tpdu, vp) => headerOf(tpdu, message.pdu, vp, settings)),
  listed: (message, settings) => {
    const [head, ...lines] = stored(message, settings, (tpdu) => [typeOf(tpdu)]);
    // 27.005 3.4.2: <scts> has its place in a list, also for a message that has none.
    return [isOutgoing(message.status) ? head.replace(/^((?:"[^"]*",){2})/, '$1,') : head, ...lines];
  },
  direct: (incoming, settings) => {
    const tpdu = decodePdu(incoming.pdu, { direction: 'mt' });
    return tpdu.type === 'SMS-DELIVER' ? directOf(tpdu, incoming, settings) : [];
  },
  report: ({ pdu }, settings) => {
    const tpdu = decodePdu(pdu, { direction: 'mt' });
    return tpdu.type === 'SMS-STATUS-REPORT' ? [`+CDS: ${reportOf(tpdu, pdu, settings).join(',')}`] : [];
  },
};

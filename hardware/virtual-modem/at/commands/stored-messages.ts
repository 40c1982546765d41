import { encodeSubmit, readFrame, writeFrame, type Tpdu } from '../../../../src/sms';
import { Arguments } from '../arguments';
import type { Device } from '../../device/device';
import { cms } from '../results';
import {
  isOutgoing,
  MEMORY_NAMES,
  MessageStatus,
  type MemoryName,
  type MessageMemory,
  type StoredMessage,
} from '../../device/storage';
import {
  readGivenPdu,
  readSubmit,
  requireSim,
  submitToNetwork,
  type GivenPdu,
} from '../../device/submission';
import { plain, type Answer, type CommandHandlers, type CommandTable } from './command';
import { formatOf } from '../message-format';
import { givenMessage, invalidMessage, recipient } from './given-message';

/** Memories that messages can be written to and received into. */
const WRITABLE: readonly MemoryName[] = ['SM', 'ME'];

const quoted = (names: readonly MemoryName[]): string => names.map((name) => `"${name}"`).join(',');

/** The statuses that AT+CMGD deletes for each <delflag>, 27.005 3.5.4; 0 stands for the one index. */
const DELETED: readonly (readonly MessageStatus[])[] = [
  [],
  [MessageStatus.ReceivedRead],
  [MessageStatus.ReceivedRead, MessageStatus.StoredSent],
  [MessageStatus.ReceivedRead, MessageStatus.StoredSent, MessageStatus.StoredUnsent],
  [
    MessageStatus.ReceivedRead,
    MessageStatus.StoredSent,
    MessageStatus.StoredUnsent,
    MessageStatus.ReceivedUnread,
  ],
];

function memoryName(
  args: Arguments,
  index: number,
  known: readonly MemoryName[],
  missing: MemoryName,
): MemoryName {
  const text = args.string(index, missing).toUpperCase();
  const name = known.find((one) => one === text);
  if (!name) {
    throw args.invalid();
  }
  return name;
}

function messageAt(memory: MessageMemory, index: number): StoredMessage {
  const message = memory.get(index);
  if (!message) {
    throw cms(321);
  }
  return message;
}

/** Once AT+CMGR or AT+CMGL has shown it. */
function markRead(message: StoredMessage): void {
  if (message.status === MessageStatus.ReceivedUnread) {
    message.status = MessageStatus.ReceivedRead;
  }
}

function list({ storage, settings }: Device, status: MessageStatus): string[] {
  return storage.forReading.list(status).flatMap(([index, message]) => {
    const [head, ...lines] = formatOf(settings).listed(message, settings);
    markRead(message);
    return [`+CMGL: ${index},${head}`, ...lines];
  });
}

function remove(memory: MessageMemory, index: number, flag: number): void {
  if (flag === 0) {
    if (index < 1 || index > memory.capacity) {
      throw cms(321);
    }
    memory.delete(index);
    return;
  }
  for (const [at, message] of memory.list(MessageStatus.All)) {
    if (DELETED[flag]!.includes(message.status)) {
      memory.delete(at);
    }
  }
}

function usage({ storage }: Device, names: readonly MemoryName[], withNames: boolean): string {
  return names
    .map((name) => {
      const { used, capacity } = storage.memory(name);
      return `${withNames ? `"${name}",` : ''}${used},${capacity}`;
    })
    .join(',');
}

/** The statuses that the TPDUs of each type can have. */
const fits = (status: MessageStatus, type: Tpdu['type']): boolean =>
  isOutgoing(status)
    ? type === 'SMS-SUBMIT' || type === 'SMS-COMMAND'
    : type === 'SMS-DELIVER' || type === 'SMS-STATUS-REPORT';

/** AT+CMGW, 27.005 3.5.3; a text is one to be sent. */
function write(device: Device, args: Arguments): Answer {
  const given = givenMessage(device, args, true);
  args.atMost(given.values + 1);
  const status = formatOf(device.settings).status(args, given.values, MessageStatus.StoredUnsent);
  if (status === MessageStatus.All || (device.settings.cmgf === 1 && !isOutgoing(status))) {
    throw args.invalid();
  }
  return (dialogue) =>
    given.read(dialogue, (message) => {
      if (!fits(status, readGivenPdu(message, isOutgoing(status) ? 'mo' : 'mt').type)) {
        throw cms(304);
      }
      const index = device.storage.forWriting.add({ status, ...message });
      dialogue.finish(index === undefined ? cms(322) : { lines: [`+CMGW: ${index}`] });
    });
}

/** 27.005 3.5.2 <da>: goes there instead. */
function readdressed({ pdu }: StoredMessage, to: string): GivenPdu {
  const frame = readFrame(pdu, { direction: 'mo' });
  const { address } = readFrame(encodeSubmit({ to, text: '' })[0]!.pdu, { direction: 'mo' });
  return writeFrame({ ...frame, address });
}

/** None of its forms but the test works without the SIM. */
function withSim({ test, read: question, set, execute, invalid }: CommandHandlers): CommandHandlers {
  const guard = (device: Device): Device => {
    requireSim(device);
    return device;
  };
  return {
    ...(test !== undefined && { test }),
    ...(question && { read: (device, args) => question(guard(device), args) }),
    ...(set && { set: (device, args) => set(guard(device), args) }),
    ...(execute && { execute: (device) => execute(guard(device)) }),
    ...(invalid && { invalid }),
  };
}

/** Messages in memory (27.005 section 3). */
export const STORED_MESSAGES: CommandTable = {
  '+CPMS': withSim({
    test: `(${quoted(MEMORY_NAMES)}),(${quoted(WRITABLE)}),(${quoted(WRITABLE)})`,
    read: (device) => usage(device, device.storage.preferred, true),
    set: (device, args) => {
      const [, second, third] = device.storage.preferred;
      args.atMost(3);
      device.storage.preferred = [
        memoryName(args, 0, MEMORY_NAMES, 'SM'),
        memoryName(args, 1, WRITABLE, second),
        memoryName(args, 2, WRITABLE, third),
      ];
      return usage(device, device.storage.preferred, false);
    },
    invalid: () => cms(302),
  }),
  '+CMGL': withSim({
    test: ({ settings }) => formatOf(settings).statuses,
    set: (device, args) => {
      const status = formatOf(device.settings).status(args, 0, MessageStatus.ReceivedUnread);
      return plain(...list(device, status));
    },
    execute: (device) => plain(...list(device, MessageStatus.ReceivedUnread)),
    invalid: invalidMessage,
  }),
  '+CMGR': withSim({
    set: ({ storage, settings }, args) => {
      const message = messageAt(storage.forReading, args.integer(0, 0, 99_999));
      const [head, ...lines] = formatOf(settings).read(message, settings);
      markRead(message);
      return plain(`+CMGR: ${head}`, ...lines);
    },
    invalid: () => cms(321),
  }),
  '+CMGD': withSim({
    test: ({ storage }) => {
      const indexes = storage.forReading.list(MessageStatus.All).map(([index]) => index);
      return `(${indexes.join(',')}),(0-4)`;
    },
    set: (device, args) => {
      const index = args.integer(0, 0, 99_999);
      remove(device.storage.forReading, index, args.integer(1, 0, DELETED.length - 1, 0));
      return { afterwards: () => device.memoryAvailable() };
    },
    invalid: () => cms(321),
  }),
  '+CMGW': withSim({
    set: write,
    execute: (device) => write(device, new Arguments('', () => invalidMessage(device))),
    invalid: invalidMessage,
  }),
  '+CMSS': withSim({
    set: (device, args) => {
      args.atMost(3);
      const draft = messageAt(device.storage.forWriting, args.integer(0, 0, 99_999));
      const kept = readSubmit(draft);
      const message = args.has(1) ? readdressed(draft, recipient(device, args, 1)) : draft;
      const submit = message === draft ? kept : readSubmit(message);
      if (submit.address === '') {
        throw args.invalid();
      }
      return (dialogue) =>
        submitToNetwork(device, dialogue, '+CMSS', submit, message, () => {
          draft.status = MessageStatus.StoredSent;
        });
    },
    invalid: invalidMessage,
  }),
};

/** Where messages are kept, 27.005 3.1: the SIM, the modem, and status reports. */
export type MemoryName = 'SM' | 'ME' | 'SR';

export const MEMORY_NAMES: readonly MemoryName[] = ['SM', 'ME', 'SR'];

/** 27.005 3.1 <stat>, as PDU mode numbers it. */
export enum MessageStatus {
  ReceivedUnread = 0,
  ReceivedRead = 1,
  StoredUnsent = 2,
  StoredSent = 3,
  All = 4,
}

/** Written to be sent. */
export const isOutgoing = (status: MessageStatus): boolean =>
  status === MessageStatus.StoredUnsent || status === MessageStatus.StoredSent;

export interface StoredMessage {
  status: MessageStatus;
  /** Octets after the SCA. */
  length: number;
  pdu: string;
}

/** Numbered slots, from 1 up to the capacity, each empty or with one message. */
export class MessageMemory {
  readonly #slots = new Map<number, StoredMessage>();

  constructor(readonly capacity: number) {}

  get used(): number {
    return this.#slots.size;
  }

  /** The slot taken, the lowest that was free; undefined where all are full. */
  add(message: StoredMessage): number | undefined {
    for (let index = 1; index <= this.capacity; index++) {
      if (!this.#slots.has(index)) {
        this.#slots.set(index, message);
        return index;
      }
    }
    return undefined;
  }

  get(index: number): StoredMessage | undefined {
    return this.#slots.get(index);
  }

  /** In the order of their slots. */
  list(status: MessageStatus): [index: number, message: StoredMessage][] {
    return [...this.#slots]
      .filter(([, message]) => status === MessageStatus.All || message.status === status)
      .sort(([a], [b]) => a - b);
  }

  delete(index: number): void {
    this.#slots.delete(index);
  }
}

/** The memories of one modem and the choice that AT+CPMS makes among them. */
export class MessageStorage {
  readonly #memories: Record<MemoryName, MessageMemory>;
  /** <mem1> read and deleted from, <mem2> written to and sent from, <mem3> received into. */
  preferred: [MemoryName, MemoryName, MemoryName] = ['SM', 'SM', 'SM'];

  constructor(capacities: Partial<Record<MemoryName, number>> = {}) {
    const memory = (name: MemoryName, capacity: number): MessageMemory =>
      new MessageMemory(capacities[name] ?? capacity);
    this.#memories = { SM: memory('SM', 20), ME: memory('ME', 100), SR: memory('SR', 20) };
  }

  memory(name: MemoryName): MessageMemory {
    return this.#memories[name];
  }

  get forReading(): MessageMemory {
    return this.memory(this.preferred[0]);
  }

  get forWriting(): MessageMemory {
    return this.memory(this.preferred[1]);
  }
}

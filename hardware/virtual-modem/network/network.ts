import { EventEmitter } from 'node:events';
import type { Clock } from '../../../src/ports';
import { encodeDeliver, encodeStatusReport, type DeliverOptions, type Submit } from '../../../src/sms';
import { realClock } from '../real-clock';
import { expectNoOther, findMessage, type MessagePattern, type TakenMessage } from '../expectations/messages';
import { deliverFromSubmit } from './relay';
import { NetworkRules, type NetworkRule, type Treatment } from './rules';
import { Timers } from '../timers';

/** A TPDU on its way to a modem. */
export interface Incoming {
  kind: 'deliver' | 'report';
  /** Octets after the SCA. */
  length: number;
  pdu: string;
}

/** A modem, as its network knows it. */
export interface Subscriber {
  /** With a leading `+`. */
  readonly number: string;
  readonly reachable: boolean;
  /** Calls `done` with false where the message was not taken; the network then keeps it for later. */
  receive(incoming: Incoming, done: (taken: boolean) => void): void;
}

/** One TPDU that the network took: the ground truth of what was sent. */
export interface AcceptedMessage {
  /** ISO 8601, UTC. */
  at: string;
  /** TP-MR that the modem gave it, 0..255. */
  mr: number;
  /** TP-DA, with a leading `+` where international. */
  to: string;
  /** SCA and TPDU, hexadecimal, as the modem was given it. */
  pdu: string;
  /** Number of the modem. */
  from: string;
  /** Octets after the SCA. */
  length: number;
  alphabet: Submit['alphabet'];
  dcs: number;
  pid: number;
  class?: Submit['class'];
  srr: boolean;
  text?: string | undefined;
  /** Hexadecimal, for 8bit. */
  data?: string | undefined;
  concat?: Submit['concat'];
  validity?: number | string | undefined;
}

export interface VirtualNetworkOptions {
  clock?: Clock;
  /** Milliseconds from a PDU's last octet until the network has taken it; default 0. */
  networkDelay?: number;
  /** Milliseconds from there until the status report comes; default 0. */
  reportDelay?: number;
  /** TP-ST of the status report (23.040 9.2.3.15), 0..255, undefined for none; default 0, received. */
  reportStatus?: (message: AcceptedMessage) => number | undefined;
  /** Milliseconds until a message that a modem did not take is offered again; default 60 000. */
  retryDelay?: number;
  /** Rejects, losses, delays and the like; more can be added to `rules` as it goes. */
  rules?: readonly NetworkRule[];
  /** Answers to USSD requests such as `*100#`; undefined where the network knows none. */
  ussd?: (request: string, from: string) => string | undefined;
  /** Called with each accepted TPDU before the modem is answered. */
  log?: (message: AcceptedMessage) => void;
  /** How many accepted messages are kept, the newest; default 100 000. */
  keep?: number;
}

interface NetworkEvents {
  accepted: [message: AcceptedMessage];
}

interface Mailbox {
  waiting: Incoming[];
  offering: boolean;
  retrying: boolean;
}

/** Messages kept for one modem that is not reachable; the oldest give way. */
const MAX_WAITING = 1000;

/** A mobile network and its service centre, shared by any number of virtual modems. */
export class VirtualNetwork extends EventEmitter<NetworkEvents> {
  readonly clock: Clock;
  readonly networkDelay: number;
  readonly rules: NetworkRules;
  /** Address of its service centre. */
  readonly serviceCentre = '+447700900000';
  readonly #options: VirtualNetworkOptions;
  readonly #timers: Timers;
  readonly #mailboxes = new Map<Subscriber, Mailbox>();
  readonly #accepted: AcceptedMessage[] = [];
  /** The first segments of those that a test expected. */
  readonly #expected = new WeakSet<AcceptedMessage>();
  #sequence = 0;

  constructor(options: VirtualNetworkOptions = {}) {
    super();
    this.#options = options;
    this.clock = options.clock ?? realClock;
    this.#timers = new Timers(this.clock);
    this.networkDelay = options.networkDelay ?? 0;
    this.rules = new NetworkRules(options.rules);
  }

  /** Everything that the network took, oldest first. */
  get accepted(): readonly AcceptedMessage[] {
    return this.#accepted;
  }

  /**
   * The network has taken a message that fits, beyond those that were expected before; the parts of a long one count as
   * one. Returns it. Throws ExpectationError, which lists what it took instead.
   */
  expectMessage(pattern: MessagePattern = {}): TakenMessage {
    const message = findMessage(this.#accepted, this.#expected, pattern);
    this.#expected.add(message.segments[0]!);
    return message;
  }

  /** The network has taken nothing beyond what was expected. Throws ExpectationError. */
  expectNoOtherMessage(): void {
    expectNoOther(this.#accepted, this.#expected);
  }

  /** A number for the next modem, from 1. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  /** Throws where another modem has the number. */
  attach(subscriber: Subscriber): void {
    if (this.#find(subscriber.number)) {
      throw new Error(`number: ${subscriber.number} belongs to another modem of this network`);
    }
    this.#mailboxes.set(subscriber, { waiting: [], offering: false, retrying: false });
  }

  /**
   * Takes an SMS-SUBMIT; the status report and the delivery follow from it. An RP cause (24.011 8.2.5.4) where it is
   * rejected: then it was not taken. `reference` gives its TP-MR once it is.
   */
  accept(
    from: Subscriber,
    reference: () => number,
    submit: Submit,
    segment: { length: number; pdu: string },
  ): AcceptedMessage | number {
    const treatment = this.rules.treat({ from: from.number, to: submit.address });
    if (treatment.cause !== undefined) {
      return treatment.cause;
    }
    const now = this.clock.now();
    const { address: to, alphabet, dcs, pid, srr, text, data, concat, validity } = submit;
    const message: AcceptedMessage = {
      at: new Date(now).toISOString(),
      mr: reference(),
      to,
      pdu: segment.pdu,
      from: from.number,
      length: segment.length,
      ...{ alphabet, dcs, pid, class: submit.class, srr, text, data, concat, validity },
    };
    this.#accepted.push(message);
    if (this.#accepted.length > (this.#options.keep ?? 100_000)) {
      this.#accepted.shift();
    }
    this.#options.log?.(message);
    this.emit('accepted', message);
    if (!treatment.lost) {
      this.#relay(from, message, treatment);
    }
    return message;
  }

  ussd(request: string, from: string): string | undefined {
    return this.#options.ussd?.(request, from);
  }

  /** Sends a message to a modem of this network, in as many segments as it needs. Throws PduError as encodeDeliver does. */
  deliver(to: string, message: Omit<DeliverOptions, 'scts'> & { scts?: Date | string }): void {
    const recipient = this.#find(to);
    if (!recipient) {
      throw new Error(`to: the number of a modem of this network expected, got ${to}`);
    }
    const segments = encodeDeliver({
      scts: new Date(this.clock.now()),
      smsc: this.serviceCentre,
      ...message,
    });
    for (const { length, pdu } of segments) {
      const { lost, cause, copies, delay } = this.rules.treat({ from: message.from, to });
      if (!lost && cause === undefined) {
        this.#timers.pause(delay, () => this.#deliver(recipient, { kind: 'deliver', length, pdu }, copies));
      }
    }
  }

  /** Offers what waits for a modem that became reachable or has room again. */
  flush(subscriber: Subscriber): void {
    const mailbox = this.#mailboxes.get(subscriber);
    const next = mailbox?.waiting[0];
    if (!mailbox || !next || mailbox.offering || !subscriber.reachable) {
      return;
    }
    mailbox.offering = true;
    subscriber.receive(next, (taken) => {
      mailbox.offering = false;
      if (taken) {
        mailbox.waiting.shift();
        this.flush(subscriber);
      } else {
        this.#retry(subscriber, mailbox);
      }
    });
  }

  /** Stops everything that is still to come: reports, deliveries, further offers. */
  close(): void {
    this.#timers.clear();
  }

  #retry(subscriber: Subscriber, mailbox: Mailbox): void {
    if (!mailbox.retrying) {
      mailbox.retrying = true;
      this.#timers.afterIfAlive(this.#options.retryDelay ?? 60_000, () => {
        mailbox.retrying = false;
        this.flush(subscriber);
      });
    }
  }

  #relay(from: Subscriber, message: AcceptedMessage, treatment: Treatment): void {
    const recipient = this.#find(message.to);
    if (recipient) {
      const deliver = deliverFromSubmit(message, this.serviceCentre);
      this.#timers.after(treatment.delay, () =>
        this.#deliver(recipient, { kind: 'deliver', ...deliver }, treatment.copies),
      );
    }
    if (message.srr && treatment.reports > 0) {
      const delay = (this.#options.reportDelay ?? 0) + treatment.delay;
      this.#timers.after(delay, () => this.#report(from, message, treatment));
    }
  }

  #deliver(recipient: Subscriber, incoming: Incoming, copies: number): void {
    for (let copy = 0; copy < copies; copy++) {
      this.#post(recipient, incoming);
    }
  }

  #report(from: Subscriber, message: AcceptedMessage, { status: ruled, reports }: Treatment): void {
    const { reportStatus } = this.#options;
    const status = ruled ?? (reportStatus ? reportStatus(message) : 0);
    if (status !== undefined) {
      const { length, pdu } = encodeStatusReport({
        smsc: this.serviceCentre,
        messageReference: message.mr,
        recipient: message.to,
        scts: new Date(message.at),
        dischargeTime: new Date(this.clock.now()),
        status,
      });
      this.#deliver(from, { kind: 'report', length, pdu }, reports);
    }
  }

  #post(subscriber: Subscriber, incoming: Incoming): void {
    const mailbox = this.#mailboxes.get(subscriber);
    if (mailbox) {
      if (mailbox.waiting.length >= MAX_WAITING) {
        mailbox.waiting.splice(mailbox.offering ? 1 : 0, 1);
      }
      mailbox.waiting.push(incoming);
      this.flush(subscriber);
    }
  }

  #find(number: string): Subscriber | undefined {
    const digits = (text: string): string => text.replace(/^\+|^00/, '');
    return [...this.#mailboxes.keys()].find((subscriber) => digits(subscriber.number) === digits(number));
  }
}

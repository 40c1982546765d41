import { numberFits, Occurrences, type When } from '../faults/occurrences';

/** What the network does with a message. */
export type NetworkAction =
  /** Does not take it: the modem gets this RP cause (24.011 8.2.5.4), 1..127, as +CMS ERROR. */
  | { do: 'reject'; cause: number }
  /** Takes it and forgets it: neither delivered nor reported. */
  | { do: 'lose' }
  /** Delivers it twice. */
  | { do: 'double' }
  /** Delivers and reports it so many milliseconds later; parts of a long message then change places. */
  | { do: 'delay'; ms: number }
  /** TP-ST of its report (23.040 9.2.3.15), 0..255; `copies` of it, 0 is none. */
  | { do: 'report'; status?: number; copies?: number };

/** Strikes on messages from modems, and on those that `deliver` sends to one. */
export type NetworkRule = NetworkAction &
  When & {
    /** Only from, or to, this number; a `*` at its end stands for any digits. */
    from?: string;
    to?: string;
  };

/** What rules come to for one message. */
export interface Treatment {
  cause: number | undefined;
  lost: boolean;
  /** Deliveries. */
  copies: number;
  /** Milliseconds. */
  delay: number;
  status: number | undefined;
  reports: number;
}

/** The rules of one network, each with its own count. */
export class NetworkRules {
  #rules: { rule: NetworkRule; occurrences: Occurrences }[] = [];

  constructor(rules: readonly NetworkRule[] = []) {
    rules.forEach((rule) => this.add(rule));
  }

  add(rule: NetworkRule): void {
    this.#rules.push({ rule, occurrences: new Occurrences(rule) });
  }

  clear(): void {
    this.#rules = [];
  }

  /** Counts the message with every rule that it fits. */
  treat(message: { from: string; to: string }): Treatment {
    const treatment: Treatment = {
      ...{ cause: undefined, lost: false, copies: 1, delay: 0, status: undefined, reports: 1 },
    };
    for (const { rule, occurrences } of this.#rules) {
      const fits =
        (rule.from === undefined || numberFits(rule.from, message.from)) &&
        (rule.to === undefined || numberFits(rule.to, message.to));
      if (fits && occurrences.strikes()) {
        apply(rule, treatment);
      }
    }
    return treatment;
  }
}

function apply(rule: NetworkRule, treatment: Treatment): void {
  switch (rule.do) {
    case 'reject':
      treatment.cause = rule.cause;
      break;
    case 'lose':
      treatment.lost = true;
      break;
    case 'double':
      treatment.copies = 2;
      break;
    case 'delay':
      treatment.delay += rule.ms;
      break;
    case 'report':
      treatment.status = rule.status;
      treatment.reports = rule.copies ?? 1;
      break;
  }
}

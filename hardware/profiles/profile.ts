/** What is peculiar about a family of modems. Everything that is absent is as the specifications have it. */
export interface Profile {
  /** As in `profile:` of the configuration. */
  name: string;
  /** Matched against manufacturer and model, `SIMCOM INCORPORATED SIM800L`; the first profile that matches is used. */
  matches: RegExp;
  /** Where status reports really are, whatever +CDSI says (Quectel EC2x: "SR"). */
  reportMemory?: string;
  /** Asks how many tries of the PIN are left, where AT+CPINR is not known; the first number after `matches` counts. */
  pinTries?: { command: string; answer: string; tries: RegExp };
  /** Each where it is known: what has its clock set by the network, in the zone that it says, instead of AT+CTZU=1. */
  networkTime?: readonly string[];
  /** Turns off indications that fill the line (`^RSSI`, `^BOOT`). */
  quieten?: string;
}

import { plain, type CommandTable } from './command';
import { EQUIPMENT } from './equipment';
import { GENERAL } from './general';
import { MESSAGES } from './messages';
import { NETWORK } from './network';
import { SIM } from './sim';
import { STORED_MESSAGES } from './stored-messages';

const KNOWN: CommandTable = {
  ...GENERAL,
  ...EQUIPMENT,
  ...SIM,
  ...NETWORK,
  ...MESSAGES,
  ...STORED_MESSAGES,
};

/** Every command that the modem knows, by name. */
export const COMMANDS: CommandTable = {
  ...KNOWN,
  // 27.007 8.37: each with its prefix.
  '+CLAC': { execute: () => plain(...[...Object.keys(KNOWN), '+CLAC'].sort().map((name) => `AT${name}`)) },
};

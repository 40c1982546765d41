import type { Check } from '../suite/check';
import { concatenationIn, concatenationOut } from './concatenation';
import { answers, errors, malformed, promptAbort } from './errors';
import { capabilities, indications, probe, registration, sim } from './identity';
import { classes, eightBit, flash, loopback, protocolIds, sevenBit, sixteenBit } from './messages';
import { reportMatching } from './reports';
import { soak } from './soak';
import { unplug } from './unplug';

/** The contract suite, in the order in which it runs: the same for every modem, virtual or not. */
export const CHECKS: readonly Check[] = [
  probe,
  answers,
  sim,
  capabilities,
  registration,
  indications,
  errors,
  malformed,
  promptAbort,
  sevenBit,
  loopback,
  eightBit,
  sixteenBit,
  ...classes,
  flash,
  ...protocolIds,
  ...concatenationOut,
  concatenationIn,
  reportMatching,
  unplug,
  soak,
];

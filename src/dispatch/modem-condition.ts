import type { StateValue } from 'xstate';
import type { ModemContext } from '../../machines/modem-setup';
import { describeSignal } from './signal';

/** What the modem is doing or waiting for, in words for the status page. */
export function describeCondition(state: StateValue, context: ModemContext): string {
  const { reason, sim, registration, signal } = context;
  switch (typeof state === 'string' ? state : String(Object.keys(state)[0])) {
    case 'opening':
      return context.failedOpenings > 0 ? reason : 'opening the port';
    case 'absent':
      return reason;
    case 'settling':
      return `the modem boots (${reason})`;
    case 'synchronising':
      return 'waiting for the modem to answer';
    case 'configuring':
      return 'configuring the modem';
    case 'checkingSim':
      return sim?.state === 'busy' ? `waiting for the SIM: ${sim.detail}` : 'checking the SIM';
    case 'registering':
      return registration && registration.state !== 'registered'
        ? `not registered (${registration.state}, ${registration.raw})`
        : 'checking the registration';
    case 'subscribing':
      return 'reading what the modem has stored';
    case 'ready':
      return [
        `ready: ${registration?.raw ?? 'registered'}`,
        `operator ${context.operator ?? 'unknown'}`,
        `signal ${describeSignal(signal)}`,
      ].join(', ');
    case 'resynchronising':
      return 'synchronising after an answer that did not come';
    case 'recovering':
      return recovery(context, JSON.stringify(state));
    case 'blocked':
      return sim?.state === 'blocked' ? sim.detail : `registration denied (${registration?.raw})`;
    case 'closing':
      return 'closing the port';
    default:
      return 'stopped';
  }
}

function recovery({ reason }: ModemContext, state: string): string {
  const step = /cuttingPower|powering/.test(state)
    ? 'cycling its power'
    : /resetting|rebooting/.test(state)
      ? 'resetting the modem'
      : /reopening|closed/.test(state)
        ? 'reopening the port'
        : 'trying again soon';
  return reason === '' ? step : `${reason}; ${step}`;
}

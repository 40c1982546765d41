import { splitValues } from '../at/information';
import type { Answer, Command } from './command';

/** The network itself may be asked. */
const LIMIT_MS = 30_000;

/** UCS2 in hexadecimal, as a modem writes it whose AT+CSCS another program left there. */
const UCS2 = /^(?:0[0-9A-F]{3}){2,}$/i;

/** AT+COPS? (27.007 7.3). */
export const OPERATOR_QUERY: Command = { text: 'AT+COPS?', answer: '+COPS', limit: LIMIT_MS };

/** The operator that an answer to it names, by name or by number; null where none is selected. */
export function readOperator([answer]: readonly Answer[] = []): string | null {
  const name = splitValues(answer?.values ?? '')[2]?.trim() ?? '';
  if (name === '') return null;
  if (!UCS2.test(name)) return name;
  return name.replace(/.{4}/g, (unit) => String.fromCharCode(parseInt(unit, 16)));
}

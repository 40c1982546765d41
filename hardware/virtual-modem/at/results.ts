import { CME_TEXTS, CMS_TEXTS } from './error-texts';

/** A command that fails; rendered as AT+CMEE asks. */
export class CommandError extends Error {
  constructor(
    /** `CME`: 27.007 9.2. `CMS`: 27.005 3.2.5. `final`: `code` is the result line itself. */
    readonly kind: 'CME' | 'CMS' | 'final',
    readonly code: number | string,
  ) {
    super(kind === 'final' ? String(code) : `+${kind} ERROR: ${code}`);
    this.name = 'CommandError';
  }
}

/** An error of the equipment, 27.007 9.2. */
export const cme = (code: number): CommandError => new CommandError('CME', code);

/** An error of a message command, 27.005 3.2.5. */
export const cms = (code: number): CommandError => new CommandError('CMS', code);

/** Plain ERROR: the command is unknown. */
export const unknownCommand = (): CommandError => new CommandError('final', 'ERROR');

/** `CMS 500`, `CME 14`, or any other line to be given as the final result as it is. */
export function errorFromText(text: string): CommandError {
  const coded = /^(CMS|CME) (\d{1,4})$/.exec(text);
  return coded
    ? new CommandError(coded[1] as 'CMS' | 'CME', Number(coded[2]))
    : new CommandError('final', text);
}

/** The final result line. `mode` is that of AT+CMEE: 0 plain, 1 numbers, 2 words (27.007 9.1). */
export function renderError(error: CommandError, mode: number): string {
  if (error.kind === 'final') {
    return String(error.code);
  }
  if (error.kind === 'CME' && mode === 0) {
    return 'ERROR';
  }
  const texts = error.kind === 'CME' ? CME_TEXTS : CMS_TEXTS;
  const words = mode === 2 ? texts.get(Number(error.code)) : undefined;
  return `+${error.kind} ERROR: ${words ?? error.code}`;
}

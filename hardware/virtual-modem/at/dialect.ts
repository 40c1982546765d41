/** How a model differs on the line. */
export interface Dialect {
  /** What asks for the PDU (27.005 3.5.1); some leave out the space or a line end. */
  prompt: string;
  /** false: ESC at the prompt is one more character of the PDU. */
  escapeAborts: boolean;
  /** What it says on its own after power came, one line each. */
  bootBanner: readonly string[];
  /** Where status reports go with AT+CNMI <ds> 2: `received`, as most models do, is where messages go. */
  reportMemory: 'received' | 'SR';
}

export const STANDARD_DIALECT: Dialect = {
  prompt: '\r\n> ',
  escapeAborts: true,
  bootBanner: ['RDY', '+CFUN: 1', 'Call Ready', 'SMS Ready'],
  reportMemory: 'received',
};

/**
 * What is wrong with a PDU, or with what one was to be made from.
 * `message` reads `<field>: <problem>`, followed by the place where there is one.
 */
export class PduError extends Error {
  constructor(
    /** Name of the field in 23.040, such as `TP-DA`; `SCA` for the service centre address of 27.005. */
    readonly field: string,
    readonly problem: string,
    /** Where the field begins in the PDU as given: octets before it. */
    readonly octet?: number,
  ) {
    super(`${field}: ${problem}${octet === undefined ? '' : `, at octet ${octet}`}`);
    this.name = 'PduError';
  }
}

/** A number as the EAPI writes it: without its `+`. */
export const digitsOf = (number: string): string => number.replace(/^\+/, '');
